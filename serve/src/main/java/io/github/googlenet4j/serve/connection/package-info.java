/** Connections of HTTP: with TLS or without, only so many, none that is slow on purpose. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.connection;
