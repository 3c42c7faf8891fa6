package io.kinedex.ingest.evaluate;

/** Is told how far an evaluation is. Called on the evaluating thread. */
@FunctionalInterface
public interface EvaluationListener {
    /** @param of how many there are; 0 where that is not known */
    void done(long pictures, long of);
}
