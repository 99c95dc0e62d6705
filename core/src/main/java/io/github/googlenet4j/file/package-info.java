/**
 * Model files, and files of named tensors.
 *
 * <h2>The model file</h2>
 *
 * One file in the safetensors layout (see {@link Safetensors}), which programs in other languages
 * can read without this library. Its {@code __metadata__} holds, all as strings:
 *
 * <table>
 * <caption>Metadata of format versions 1 to 3</caption>
 * <tr><th>key</th><th>value</th></tr>
 * <tr><td>{@code format}</td><td>{@code googlenet4j}, unlike other safetensors files</td></tr>
 * <tr><td>{@code format_version}</td><td>{@code 1}; {@code 2} where the precision is int8; {@code 3}
 * where the {@code input} keys are not the variant's; raised by every change, so that no reader
 * guesses</td></tr>
 * <tr><td>{@code variant}</td><td>name of a {@link io.github.googlenet4j.model.Variant}</td></tr>
 * <tr><td>{@code classes}</td><td>JSON array of the labels, in the order of the outputs</td></tr>
 * <tr><td>{@code heads}</td><td>{@code main}, or {@code main aux1 aux2}</td></tr>
 * <tr><td>{@code precision}</td><td>{@code fp32} or {@code int8}</td></tr>
 * <tr><td>{@code quantization.ranges}</td><td>int8 only: JSON object from a node to the value that
 * 127 stands for in its results, which are integers from 0 to 255 (see {@link io.github.googlenet4j.graph.Quantization})</td></tr>
 * <tr><td>{@code quantization.floating}</td><td>int8 only: JSON array of convolutions that stay in
 * floating point</td></tr>
 * <tr><td>{@code preparation.fit}</td><td>{@code squash} or {@code short_side}</td></tr>
 * <tr><td>{@code preparation.resize}</td><td>side in pixels to which a picture is resized</td></tr>
 * <tr><td>{@code preparation.crop}</td><td>side in pixels of the square cut from its centre, which
 * the network sees</td></tr>
 * <tr><td>{@code preparation.filter}</td><td>Pillow's name of the resampling filter, in lower
 * case</td></tr>
 * <tr><td>{@code input.mean}</td><td>JSON array, red green blue, in 0..255: subtracted</td></tr>
 * <tr><td>{@code input.deviation}</td><td>JSON array, red green blue: divided by</td></tr>
 * <tr><td>{@code input.order}</td><td>{@code rgb} or {@code bgr}: the network's channels</td></tr>
 * <tr><td>{@code history.*}</td><td>where the weights come from (see {@link Model#history}); any
 * number of keys, for people and reports</td></tr>
 * <tr><td>{@code history.class_ids}</td><td>an id for each class, in the order of the outputs,
 * separated by spaces; tells classes of the same label apart</td></tr>
 * <tr><td>{@code history.confusion}</td><td>of a model that {@code train} wrote: a line for each
 * true class, how often each class was the answer, separated by spaces</td></tr>
 * </table>
 *
 * In versions 1 and 2 the three {@code input} keys follow from the variant and stand there for
 * readers in other languages; a file where they differ from it is refused. In version 3 they
 * decide: the weights were trained with another input than the variant's usual one, as those that
 * torchvision publishes.
 *
 * <p>The tensors are those of {@link io.github.googlenet4j.graph.Graph#parameters}, no more and no
 * fewer, under the same names and in the same order: Caffe's layer name and {@code .weight}, {@code
 * .bias}, {@code .bn.scale}, {@code .bn.shift}, {@code .bn.mean} or {@code .bn.variance}. They are
 * written as F32; F16 and BF16 are read too. In an int8 model the weights of integer convolutions
 * are I8, and behind each stands {@code NAME.scale}, F32, what 1 stands for in each output channel.
 *
 * <p>Files come from anywhere: every length is checked before memory is taken, nothing in a file is
 * executed, and no path in it is followed. What cannot be used is refused with a {@link
 * ModelFileException}, whose message is one line.
 */
@NullMarked
package io.github.googlenet4j.file;

import org.jspecify.annotations.NullMarked;
