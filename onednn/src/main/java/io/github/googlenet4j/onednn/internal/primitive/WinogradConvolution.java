package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Intermediate;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * A 3x3 convolution by Winograd's algorithm F(4x4, 3x3): a quarter of the multiplications, all of
 * them in oneDNN's matrix products.
 *
 * <p>oneDNN has no Winograd convolution for x86 any more. But the algorithm's transforms are
 * products with small constant matrices, and oneDNN's matrix products read and write strided
 * memory, so that no values have to be gathered or scattered. The five stages have one primitive or
 * a few each:
 *
 * <pre>
 *   stage     computes                             shape of the result
 *   rows      B' d         of every row of tiles   6 x pictures x tile rows x width x inputs
 *   columns   B' d B       of every tile in them   6 columns x 6 rows x tiles x inputs
 *   products  with kernels                         6 columns x 6 rows x tiles x outputs
 *   back      A' m         of every tile           6 x tiles x 4 x outputs
 *   out       A' m A       with bias and ReLU      pictures x height x width x outputs
 * </pre>
 *
 * <p>Every product has at most three dimensions, and at least two rows in its right matrix. With
 * more dimensions, or with one row, oneDNN 3.11 reads and writes wrong addresses, also outside of
 * its memory. Thousands of random products within these bounds were right.
 */
public final class WinogradConvolution {
  /** Tiles at a time, which stay in the caches. One activation of 56x56 has 196 tiles. */
  private static final int MOST_TILES = 196;

  private static final int KERNEL = 3;
  private static final int TILE_INPUTS = WinogradTiles.INPUTS;
  private static final int TILE_OUTPUTS = WinogradTiles.OUTPUTS;

  private final PrimitiveContext context;
  private final WeightOperands operands;
  private final LoweredNode lowered;
  private final Convolution convolution;
  private final int pictures;
  private final Shape in;
  private final WinogradTiles down;
  private final WinogradTiles across;
  private final long inputs;
  private final long outputs;
  private final long row; // values of a row of pixels
  private final long read; // input values at one of the 36 positions, in all tiles
  private final long made; // output values at one of the 36 positions, in all tiles
  private final long columnsAt; // offset of the result of the stage columns, in values
  private final long productsAt; // offset of the result of the stage products, in values
  private final List<PrimitiveCall> calls = new ArrayList<>();

  /**
   * @param pictures how many of the batch are computed at a time
   */
  WinogradConvolution(
      PrimitiveContext context,
      WeightOperands operands,
      LoweredNode lowered,
      Convolution convolution,
      int pictures) {
    this.context = context;
    this.operands = operands;
    this.lowered = lowered;
    this.convolution = convolution;
    this.pictures = pictures;
    in = context.shape(lowered.input());
    down = WinogradTiles.along(in.height()).part(context.share());
    across = WinogradTiles.along(in.width());
    inputs = in.channels();
    outputs = convolution.outputs();
    row = in.width() * inputs;
    long tiles = (long) pictures * down.count() * across.count();
    read = tiles * inputs;
    made = tiles * outputs;
    columnsAt = TILE_INPUTS * row * pictures * down.count();
    productsAt =
        Math.max(columnsAt + TILE_INPUTS * TILE_INPUTS * read, TILE_INPUTS * TILE_OUTPUTS * made);
    rows();
    columns();
    products();
    back();
    out();
  }

  /** How many of some pictures to compute at a time. */
  static int picturesAtATime(Shape in, int pictures) {
    return IndexRange.evenPartSize(
        pictures,
        Math.min(pictures, (MOST_TILES + WinogradRule.tiles(in) - 1) / WinogradRule.tiles(in)));
  }

  /** Memory for the results between the stages. */
  long bytes() {
    return Float.BYTES * (productsAt + TILE_INPUTS * TILE_INPUTS * made);
  }

  /**
   * The calls for some pictures of the batch.
   *
   * @param first of these pictures
   */
  List<PrimitiveCall> calls(int first) {
    long from = row * in.height() * first * Float.BYTES;
    long to = lowered.bytes() * first;
    return calls.stream()
        .map(call -> call.shifted(name -> name.equals(lowered.name()) ? to : from))
        .toList();
  }

  private void rows() {
    long all = row * pictures * down.count();
    for (WinogradTiles.InputGroup group : down.inputGroups()) {
      // A batch of products has one stride. For one picture it goes from tile row to tile row; for
      // several it goes from picture to picture, and each tile row needs a call of its own.
      boolean one = pictures == 1;
      long count = one ? group.count() : pictures;
      dnnl_memory_desc source =
          matrices(
              count,
              one ? WinogradTiles.STEP * TILE_OUTPUTS * row : in.height() * row,
              group.inputs(),
              row,
              row);
      dnnl_memory_desc target =
          matrices(
              count, one ? WinogradTiles.STEP * row : down.count() * row, TILE_INPUTS, all, row);
      Weight matrix = input(group);
      dnnl_primitive_desc product = product(matrix, source, null, target, false);
      for (int i = 0; i < (one ? 1 : group.count()); i++) {
        long from = (group.start() + (long) WinogradTiles.STEP * TILE_OUTPUTS * i) * row;
        long to = (group.first() - down.first() + (long) WinogradTiles.STEP * i) * row;
        add(
            product,
            matrix,
            new Activation(DNNL_ARG_WEIGHTS, lowered.input(), source, Float.BYTES * from),
            intermediate(DNNL_ARG_DST, target, to));
      }
    }
  }

  private void columns() {
    long rows = (long) TILE_INPUTS * pictures * down.count();
    for (WinogradTiles.InputGroup group : across.inputGroups()) {
      dnnl_memory_desc source = matrices(rows, row, group.inputs(), inputs, inputs);
      dnnl_memory_desc target =
          matrices(rows, across.count() * inputs, TILE_INPUTS, TILE_INPUTS * read, inputs);
      Weight matrix = input(group);
      dnnl_primitive_desc product = product(matrix, source, null, target, false);
      for (int i = 0; i < group.count(); i++) {
        long from = (group.start() + (long) WinogradTiles.STEP * TILE_OUTPUTS * i) * inputs;
        long to = columnsAt + (group.first() + (long) WinogradTiles.STEP * i) * inputs;
        add(
            product,
            matrix,
            intermediate(DNNL_ARG_WEIGHTS, source, from),
            intermediate(DNNL_ARG_DST, target, to));
      }
    }
  }

  private void products() {
    long[] extents = {TILE_INPUTS * TILE_INPUTS, inputs, outputs};
    dnnl_memory_desc source =
        context.handles().describe(dnnl_abc, TILE_INPUTS * TILE_INPUTS, read / inputs, inputs);
    dnnl_memory_desc any = context.handles().describe(dnnl_format_tag_any, extents);
    dnnl_memory_desc target =
        context.handles().describe(dnnl_abc, TILE_INPUTS * TILE_INPUTS, made / outputs, outputs);
    dnnl_primitive_desc product =
        context.matrixProduct(lowered, source, any, null, target, context.attributes());
    dnnl_memory_desc wanted = dnnl_primitive_desc_query_md(product, dnnl_query_weights_md, 0);
    String name = convolution.parameters() + ".weight";
    Supplier<Tensor> kernels =
        () ->
            WinogradMatrices.weights(
                context
                    .weights()
                    .plain(name, context::original, dnnl_oihw, outputs, inputs, KERNEL, KERNEL));
    dnnl_memory memory =
        context.weights().get(name + " of tiles", kernels, dnnl_abc, extents, wanted);
    add(
        product,
        intermediate(DNNL_ARG_SRC, source, columnsAt),
        new Weight(DNNL_ARG_WEIGHTS, wanted, memory),
        intermediate(DNNL_ARG_DST, target, productsAt));
  }

  private void back() {
    long tiles = made / outputs;
    dnnl_memory_desc source =
        matrices(TILE_INPUTS * tiles, outputs, TILE_INPUTS, TILE_INPUTS * made, outputs);
    dnnl_memory_desc target =
        matrices(TILE_INPUTS * tiles, TILE_OUTPUTS * outputs, TILE_OUTPUTS, outputs, outputs);
    Weight matrix = output(WinogradTiles.OUTPUTS);
    add(
        product(matrix, source, null, target, false),
        matrix,
        intermediate(DNNL_ARG_WEIGHTS, source, productsAt),
        intermediate(DNNL_ARG_DST, target, 0));
  }

  private void out() {
    long line = in.width() * outputs;
    long wide = outputs * across.count() * TILE_OUTPUTS; // a row, with the last tile's surplus
    long all = wide * pictures * down.count();
    boolean even = down.outputGroups().size() == 1;
    for (WinogradTiles.OutputGroup group : down.outputGroups()) {
      // As in rows(). Where tiles fill the height exactly, one stride reaches all pictures' tiles.
      boolean one = pictures == 1;
      long count = even ? (long) pictures * group.count() : one ? group.count() : pictures;
      boolean neighbours = even || one;
      dnnl_memory_desc source =
          matrices(count, neighbours ? wide : down.count() * wide, TILE_INPUTS, all, line);
      dnnl_memory_desc target =
          matrices(
              count,
              neighbours ? TILE_OUTPUTS * line : in.height() * line,
              group.outputs(),
              line,
              line);
      Weight matrix = output(group.outputs());
      @Nullable Weight bias = convolution.bias() ? bias() : null;
      dnnl_primitive_desc product = product(matrix, source, bias, target, convolution.relu());
      for (int i = 0; i < (neighbours ? 1 : group.count()); i++) {
        Intermediate from =
            intermediate(DNNL_ARG_WEIGHTS, source, (group.first() - down.first() + i) * wide);
        long first = (long) Float.BYTES * TILE_OUTPUTS * (group.first() + i) * line;
        Activation to = new Activation(DNNL_ARG_DST, lowered.name(), target, first);
        if (bias == null) {
          add(product, matrix, from, to);
        } else {
          add(product, matrix, from, to, bias);
        }
      }
    }
  }

  private Weight input(WinogradTiles.InputGroup group) {
    return constant(
        "tile inputs %d %d".formatted(group.skipped(), group.inputs()),
        WinogradMatrices.input(group.skipped(), group.inputs()));
  }

  private Weight output(int rows) {
    return constant("tile outputs " + rows, WinogradMatrices.output(rows));
  }

  /** A small matrix, the same for the whole batch of products. */
  private Weight constant(String name, Tensor matrix) {
    return operands.constant(
        DNNL_ARG_SRC,
        dnnl_abc,
        name,
        () -> matrix,
        1,
        matrix.shape().get(0),
        matrix.shape().get(1));
  }

  /** The bias, repeated for every pixel of a row. */
  private Weight bias() {
    String name = convolution.parameters() + ".bias";
    Supplier<Tensor> line =
        () ->
            WinogradMatrices.repeated(
                context.weights().plain(name, context::original, dnnl_x, outputs), in.width());
    return operands.constant(
        DNNL_ARG_BIAS, dnnl_abc, name + " of a line", line, 1, 1, in.width() * outputs);
  }

  /**
   * A description of a batch of matrices.
   *
   * @param stride values from one matrix to the next; a single matrix needs none
   * @param rowStride values from one row to the next
   */
  private dnnl_memory_desc matrices(
      long count, long stride, long rows, long rowStride, long length) {
    long next = count == 1 ? rows * rowStride : stride;
    return context
        .handles()
        .describeStrided(new long[] {count, rows, length}, new long[] {next, rowStride, 1});
  }

  private static Intermediate intermediate(int argument, dnnl_memory_desc description, long first) {
    return new Intermediate(argument, description, Float.BYTES * first);
  }

  private dnnl_primitive_desc product(
      Weight matrix,
      dnnl_memory_desc source,
      @Nullable Weight bias,
      dnnl_memory_desc target,
      boolean relu) {
    dnnl_primitive_attr attributes = context.attributes(relu, Map.of());
    @Nullable dnnl_memory_desc sum = bias == null ? null : bias.description();
    return context.matrixProduct(lowered, matrix.description(), source, sum, target, attributes);
  }

  private void add(dnnl_primitive_desc product, Operand... operands) {
    calls.add(new PrimitiveCall(product, List.of(operands)));
  }
}
