/** Tests of the emulator: its scripts by themselves, its faults by AWS's own clients. */
@NullMarked
package io.kinedex.ingest.emulator;

import org.jspecify.annotations.NullMarked;
