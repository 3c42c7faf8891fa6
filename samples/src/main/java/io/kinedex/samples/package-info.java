/**
 * Programs that use a Kinedex node as a customer would: over HTTP, with nothing but the JDK. Each is one file with a main
 * method; {@code docs/http-api.md} describes the routes. Parsing of JSON is left to whatever the customer has.
 */
@NullMarked
package io.kinedex.samples;

import org.jspecify.annotations.NullMarked;
