/**
 * The wire format of protocol buffers, in which Caffe and ONNX store networks.
 *
 * <p>{@code ProtobufMessage} writes it, {@code ProtobufFile} reads it. Neither knows a schema: who
 * uses them knows the numbers of the fields.
 *
 * <p>A message is a sequence of fields. Each begins with a tag, which holds its number and how its
 * content is stored: a whole number of seven bits a byte, four bytes, eight bytes, or a length and
 * as many bytes (a text, a message, or numbers one after the other).
 */
@NullMarked
package io.github.googlenet4j.protobuf;

import org.jspecify.annotations.NullMarked;
