/**
 * The endpoint of Kinesis Video with scripted faults, for those who test consumers and producers of it.
 *
 * <p>{@link KvsEmulator} serves the operations of the node's own endpoint over an archive in a folder, without models and
 * without a whole node. A {@link FaultScript} says what is to go wrong; {@link Faults} decides, event by event, whether a
 * fault strikes, and keeps what it did. Faults are put into effect around the operations, not in them: {@code
 * FaultyOperation} sees each call and wraps its exchange, {@code FaultyMedia} cuts the answer into fragments and changes
 * those, {@code FaultyBytes} counts bytes. The {@link Ledger} tells which fragments really exist, so that a consumer's
 * count can be checked.
 */
@NullMarked
package io.kinedex.ingest.emulator;

import org.jspecify.annotations.NullMarked;
