/**
 * Reads PyTorch's files of weights, without Python and without running anything in them.
 *
 * <h2>The two forms</h2>
 *
 * Since version 1.6 a {@code .pth} is a zip archive whose entries are stored without compression:
 *
 * <pre>
 *   NAME/data.pkl     a pickle: dictionaries of tensors, each a shape, strides and a storage's key
 *   NAME/byteorder    "little" or "big"; missing in files before 2.1, which are little-endian
 *   NAME/data/KEY     the values of a storage
 * </pre>
 *
 * Before, it was a stream of five pickles and the storages ({@code torch/serialization.py}, {@code
 * _legacy_save}): a magic number, the protocol's version 1001, a dictionary about the machine, the
 * dictionary of tensors, the list of the storages' keys; then for each key, in that order, the
 * number of values in 8 bytes and the values, always little-endian.
 *
 * <h2>Why an unpickler of our own</h2>
 *
 * A pickle is a program for a machine with a stack, and may name any function of Python to be
 * called. {@link io.github.googlenet4j.foreign.pytorch.Unpickler} executes the opcodes that build
 * plain values and knows a list of names ({@link
 * io.github.googlenet4j.foreign.pytorch.KnownNames}): what rebuilds tensors, and what stands in
 * checkpoints beside them. It loads no class, opens no file and refuses every other name. Opcodes,
 * names, lengths and memory are bounded, and a length is checked before memory is taken for it.
 */
@NullMarked
package io.github.googlenet4j.foreign.pytorch;

import org.jspecify.annotations.NullMarked;
