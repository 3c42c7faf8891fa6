package io.kinedex.inference.pinned;

/**
 * Under what terms a pinned file may be used.
 *
 * @param spdx  the SPDX identifier
 * @param where where it says so, for a reader who wants to check
 */
public record Licence(String spdx, String where) {
    public Licence {
        if (spdx.isBlank() || where.isBlank()) {
            throw new IllegalArgumentException("a licence needs an SPDX identifier and where it says so");
        }
    }
}
