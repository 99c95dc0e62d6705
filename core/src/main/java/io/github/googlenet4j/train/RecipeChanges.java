package io.github.googlenet4j.train;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Keys of a recipe with new values, as {@link RecipeFile#read} and {@link RecipeFile#parse} find
 * them, and {@link RecipeFile#set} and {@link RecipeFile#put} add them.
 */
public final class RecipeChanges {
  private final ObjectNode tree;

  RecipeChanges(ObjectNode tree) {
    this.tree = tree;
  }

  /** The keys as a tree, in groups; changes to it are changes to this. */
  ObjectNode tree() {
    return tree;
  }

  /** The keys and values, for people. */
  @Override
  public String toString() {
    return tree.toString();
  }
}
