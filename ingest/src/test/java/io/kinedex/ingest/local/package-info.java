/** AWS's services on this machine, for tests: each a process of its own that ends with the test. */
@NullMarked
package io.kinedex.ingest.local;

import org.jspecify.annotations.NullMarked;
