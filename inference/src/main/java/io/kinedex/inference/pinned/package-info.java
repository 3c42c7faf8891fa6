/**
 * Files that the build takes out of published packages, each pinned by SHA-256.
 *
 * <p>Model weights and sample media are no part of the source tree. A YAML document lists them: the package manager's
 * coordinates, the path inside the package, the digest, the licence. {@link io.kinedex.inference.pinned.FetchPinned}
 * runs in the build and brings what is not yet there into a {@link io.kinedex.inference.pinned.PinnedStore}, by the
 * package manager's own client, so that whatever mirror a user has configured serves. At run time the store only reads.
 */
@NullMarked
package io.kinedex.inference.pinned;

import org.jspecify.annotations.NullMarked;
