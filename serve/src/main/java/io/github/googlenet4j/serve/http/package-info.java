/** Routes over HTTP, and the server that has them. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.http;
