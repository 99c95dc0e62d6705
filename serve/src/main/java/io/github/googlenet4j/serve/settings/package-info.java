/** What a server is asked for: models, addresses, limits. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.settings;
