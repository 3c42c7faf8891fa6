/**
 * Fragments as they came.
 *
 * <p>Each stream has a folder of segment files, each of them fragments one after another: a byte stream that any reader
 * of fragments can read. A RocksDB beside them says where each fragment lies. A fragment's bytes are forced to disk
 * before its row is, so that whatever has a row is whole; bytes without a row are cut off when the archive is opened.
 * Of fragments that arrive one behind the other, several can be on their way, written but not yet forced: they get their
 * rows in their order, those that wait in one step.
 */
@NullMarked
package io.kinedex.ingest.archive;

import org.jspecify.annotations.NullMarked;
