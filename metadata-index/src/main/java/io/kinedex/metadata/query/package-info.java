/** The query language: one grammar, asked of the past or of the future. */
@NullMarked
package io.kinedex.metadata.query;

import org.jspecify.annotations.NullMarked;
