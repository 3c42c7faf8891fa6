/** Who calls, and what they may do: access keys, their permissions, and AWS's Signature Version 4. */
@NullMarked
package io.kinedex.ingest.kinesis.auth;

import org.jspecify.annotations.NullMarked;
