/**
 * Models of users' own.
 *
 * <p>A description and the weights it names, dropped into the node's folder of models or sent to it, become a model that
 * streams can be set to, without a restart. What is not as it is described is refused with the reason, and what was there
 * before stays.
 */
@NullMarked
package io.kinedex.ingest.model;

import org.jspecify.annotations.NullMarked;
