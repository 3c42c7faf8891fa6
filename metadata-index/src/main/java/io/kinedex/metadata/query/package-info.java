/**
 * The query language: one grammar, asked of the past or of the future.
 *
 * <p>{@link io.kinedex.metadata.query.QueryParser} turns a text into a {@link io.kinedex.metadata.query.Query}, a tree of
 * records whose {@code toString()} is the canonical text and parses back to an equal tree. The index answers it over
 * what has been published; {@link io.kinedex.metadata.query.QueryMatcher} answers it record by record while they are
 * published. The grammar and many examples are in {@code docs/queries.md}; a test runs all of them through the parser.
 *
 * <p>To add a field, add it to {@link io.kinedex.metadata.query.TextField}; to add another kind of clause, add a record to
 * {@link io.kinedex.metadata.query.Query}: the compiler then names every switch that has to know it.
 */
@NullMarked
package io.kinedex.metadata.query;

import org.jspecify.annotations.NullMarked;
