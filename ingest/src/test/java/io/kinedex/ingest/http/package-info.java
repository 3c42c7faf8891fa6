/** The HTTP interface over real connections, on hand-written services and a real metadata stream. */
@NullMarked
package io.kinedex.ingest.http;

import org.jspecify.annotations.NullMarked;
