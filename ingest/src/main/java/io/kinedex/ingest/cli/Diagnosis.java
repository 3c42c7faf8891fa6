package io.kinedex.ingest.cli;

/**
 * What one check of the doctor found.
 *
 * @param subject what was looked at
 * @param verdict how it is
 * @param finding what was found
 * @param mend    what to do about it; empty where nothing is to be done
 */
record Diagnosis(String subject, Verdict verdict, String finding, String mend) {
    enum Verdict {
        /** As it should be. */
        WELL,
        /** Not needed for what is there now. */
        NOTE,
        /** Something will not work. */
        WRONG
    }

    static Diagnosis well(String subject, String finding) {
        return new Diagnosis(subject, Verdict.WELL, finding, "");
    }

    static Diagnosis note(String subject, String finding, String mend) {
        return new Diagnosis(subject, Verdict.NOTE, finding, mend);
    }

    static Diagnosis wrong(String subject, String finding, String mend) {
        return new Diagnosis(subject, Verdict.WRONG, finding, mend);
    }
}
