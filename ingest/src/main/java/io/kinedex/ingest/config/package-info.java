/** What a node can be told, with its defaults in one place. */
@NullMarked
package io.kinedex.ingest.config;

import org.jspecify.annotations.NullMarked;
