@NullMarked
package io.kinedex.ingest.model;

import org.jspecify.annotations.NullMarked;
