@NullMarked
package io.kinedex.ingest.kinesis.auth;

import org.jspecify.annotations.NullMarked;
