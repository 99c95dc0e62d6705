/** The page on which a person tries the models, and what it asks of the server. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.page;
