package io.github.googlenet4j.foreign.pytorch;

/** What calling a name gives. */
enum Meaning {
  DICTIONARY,
  DEFAULT_DICTIONARY,
  /** {@code (storage, offset, size, stride)}, then arguments that do not matter. */
  TENSOR,
  /** The same with the type of the values behind, for storages without one. */
  TYPED_TENSOR,
  /** {@code (tensor, ...)}: the tensor. */
  PARAMETER,
  /** {@code (function, type, arguments, state)}: the function's result. */
  FROM_TYPE,
  /** {@code (tuple)}: the tuple. */
  SIZE,
  /** An object whose content nobody needs. */
  UNUSED,
  /** Not called: the class of a storage. */
  STORAGE,
  /** Not called: the type of a tensor's values. */
  TYPE,
}
