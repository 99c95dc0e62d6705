package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.plan.Section;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Intermediate;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;

/**
 * A 3x3 convolution of some pictures with a quarter of the multiplications, all of them in oneDNN's
 * matrix products.
 *
 * <p>oneDNN has no Winograd convolution for x86 any more. But the transforms are products with
 * small constant matrices, and oneDNN's products read and write with strides, so that nothing need
 * be gathered or scattered. Five stages, of one primitive or a few each:
 *
 * <pre>
 *   rows      B' d         of every tile row       6 x pictures x tile rows x width x inputs
 *   columns   B' d B       of every tile in those  6 columns x 6 rows x tiles x inputs
 *   products  with kernels                         6 columns x 6 rows x tiles x outputs
 *   back      A' m         of every tile           6 x tiles x 4 x outputs
 *   out       A' m A       with bias and ReLU      pictures x height x width x outputs
 * </pre>
 *
 * <p>Every product has at most three dimensions and at least two rows on its right: with more, or
 * with one, oneDNN 3.11 reads and writes in wrong places, also outside its memory. Thousands of
 * random ones within these bounds were right.
 */
public final class WinogradConvolution {
  /** Fewer, and the products' matrices are too flat to be fast: one map of 28x28 has as many. */
  private static final int LEAST_TILES = 49;

  /** So many at a time stay in the caches: one map of 56x56 has as many. */
  private static final int MOST_TILES = 196;

  /** A larger map, of 112x112 or more, would take too much memory for what it saves. */
  private static final int LARGEST_MAP = 4 * MOST_TILES;

  /** A side of 1 would make a product of one row. */
  private static final int LEAST_SIDE = 4;

  private static final int KERNEL = 3;
  private static final int TILE_INPUTS = WinogradTiles.INPUTS;
  private static final int TILE_OUTPUTS = WinogradTiles.OUTPUTS;

  private final PrimitiveBuilder primitives;
  private final PreparedWeights weights;
  private final Handles handles;
  private final LoweredNode lowered;
  private final Convolution convolution;
  private final int pictures;
  private final Shape in;
  private final WinogradTiles down;
  private final WinogradTiles across;
  private final long inputs;
  private final long outputs;
  private final long row; // values of a row of pixels
  private final long read; // values of one of the 36 positions in all tiles, before the products
  private final long made; // and after them
  private final long columnsAt; // where a stage's result lies in the workspace
  private final long productsAt;
  private final List<PrimitiveCall> calls = new ArrayList<>();

  /**
   * @param pictures how many of the batch are computed at a time
   * @param share of the rows of tiles; of more than one picture, the whole
   * @param values the convolution's weights as they were given
   */
  WinogradConvolution(
      PrimitiveBuilder primitives,
      PreparedWeights weights,
      Handles handles,
      LoweredNode lowered,
      Convolution convolution,
      int pictures,
      ThreadShare share,
      Function<String, Tensor> values) {
    this.primitives = primitives;
    this.weights = weights;
    this.handles = handles;
    this.lowered = lowered;
    this.convolution = convolution;
    this.pictures = pictures;
    in = primitives.shape(lowered.input());
    down = WinogradTiles.along(in.height()).part(share);
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
    products(values);
    back();
    out(values);
  }

  /** Whether it can compute this convolution, and is faster than the convolution itself. */
  public static boolean pays(Convolution o, Shape in, int pictures) {
    boolean possible =
        o.kernel() == KERNEL
            && o.stride() == 1
            && o.padding() == 1
            && o.border().isEmpty()
            && Math.min(in.height(), in.width()) >= LEAST_SIDE;
    return possible && tiles(in) <= LARGEST_MAP && pictures * tiles(in) >= LEAST_TILES;
  }

  /** How many of some pictures to compute at a time. */
  static int picturesAtATime(Shape in, int pictures) {
    return Section.evenly(pictures, Math.min(pictures, (MOST_TILES + tiles(in) - 1) / tiles(in)));
  }

  private static int tiles(Shape in) {
    return WinogradTiles.along(in.height()).count() * WinogradTiles.along(in.width()).count();
  }

  /** Memory for what lies between the stages. */
  long bytes() {
    return Float.BYTES * (productsAt + TILE_INPUTS * TILE_INPUTS * made);
  }

  /** What computes the pictures of the batch from this one on. */
  List<PrimitiveCall> calls(int first) {
    long from = row * in.height() * first * Float.BYTES;
    long to = lowered.bytes() * first;
    return calls.stream()
        .map(call -> call.shifted(name -> name.equals(lowered.name()) ? to : from))
        .toList();
  }

  private void rows() {
    long all = row * pictures * down.count();
    for (WinogradTiles.InputGroup run : down.inputGroups()) {
      // A product has one stride for its matrices: from tile to tile, which is enough for one
      // picture, or from picture to picture, and then there is one for each tile.
      boolean one = pictures == 1;
      long count = one ? run.count() : pictures;
      dnnl_memory_desc source =
          matrices(
              count,
              one ? WinogradTiles.STEP * TILE_OUTPUTS * row : in.height() * row,
              run.inputs(),
              row,
              row);
      dnnl_memory_desc target =
          matrices(
              count, one ? WinogradTiles.STEP * row : down.count() * row, TILE_INPUTS, all, row);
      Weight matrix = input(run);
      dnnl_primitive_desc product = product(matrix, source, null, target, false);
      for (int i = 0; i < (one ? 1 : run.count()); i++) {
        long from = (run.start() + (long) WinogradTiles.STEP * TILE_OUTPUTS * i) * row;
        long to = (run.first() - down.first() + (long) WinogradTiles.STEP * i) * row;
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
    for (WinogradTiles.InputGroup run : across.inputGroups()) {
      dnnl_memory_desc source = matrices(rows, row, run.inputs(), inputs, inputs);
      dnnl_memory_desc target =
          matrices(rows, across.count() * inputs, TILE_INPUTS, TILE_INPUTS * read, inputs);
      Weight matrix = input(run);
      dnnl_primitive_desc product = product(matrix, source, null, target, false);
      for (int i = 0; i < run.count(); i++) {
        long from = (run.start() + (long) WinogradTiles.STEP * TILE_OUTPUTS * i) * inputs;
        long to = columnsAt + (run.first() + (long) WinogradTiles.STEP * i) * inputs;
        add(
            product,
            matrix,
            intermediate(DNNL_ARG_WEIGHTS, source, from),
            intermediate(DNNL_ARG_DST, target, to));
      }
    }
  }

  private void products(Function<String, Tensor> values) {
    long[] extents = {TILE_INPUTS * TILE_INPUTS, inputs, outputs};
    dnnl_memory_desc source =
        handles.describe(dnnl_abc, TILE_INPUTS * TILE_INPUTS, read / inputs, inputs);
    dnnl_memory_desc any = handles.describe(dnnl_format_tag_any, extents);
    dnnl_memory_desc target =
        handles.describe(dnnl_abc, TILE_INPUTS * TILE_INPUTS, made / outputs, outputs);
    dnnl_primitive_desc product =
        primitives.product(lowered, source, any, null, target, primitives.attributes());
    dnnl_memory_desc wanted = dnnl_primitive_desc_query_md(product, dnnl_query_weights_md, 0);
    String name = convolution.parameters() + ".weight";
    Supplier<Tensor> kernels =
        () ->
            WinogradMatrices.weights(
                weights.plain(name, values, dnnl_oihw, outputs, inputs, KERNEL, KERNEL));
    dnnl_memory memory = weights.get(name + " of tiles", kernels, dnnl_abc, extents, wanted);
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

  private void out(Function<String, Tensor> values) {
    long line = in.width() * outputs;
    long wide =
        outputs * across.count() * TILE_OUTPUTS; // a line with what the last tile has too much
    long all = wide * pictures * down.count();
    boolean even = down.outputGroups().size() == 1;
    for (WinogradTiles.OutputGroup group : down.outputGroups()) {
      // As above; where tiles fill the height, all pictures' tiles lie in one row too.
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
      @Nullable Weight bias = convolution.bias() ? bias(values) : null;
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

  private Weight input(WinogradTiles.InputGroup run) {
    return constant(
        "tile inputs %d %d".formatted(run.skipped(), run.inputs()),
        WinogradMatrices.input(run.skipped(), run.inputs()));
  }

  private Weight output(int rows) {
    return constant("tile outputs " + rows, WinogradMatrices.output(rows));
  }

  /** A small matrix, the same for all that it is multiplied with. */
  private Weight constant(String name, Tensor matrix) {
    long[] extents = {1, matrix.shape().get(0), matrix.shape().get(1)};
    dnnl_memory_desc description = handles.describe(dnnl_abc, extents);
    return new Weight(
        DNNL_ARG_SRC, description, weights.get(name, () -> matrix, dnnl_abc, extents, description));
  }

  /** The bias of every pixel in a line. */
  private Weight bias(Function<String, Tensor> values) {
    String name = convolution.parameters() + ".bias";
    long[] extents = {1, 1, in.width() * outputs};
    dnnl_memory_desc description = handles.describe(dnnl_abc, extents);
    Supplier<Tensor> line =
        () -> WinogradMatrices.repeated(weights.plain(name, values, dnnl_x, outputs), in.width());
    return new Weight(
        DNNL_ARG_BIAS,
        description,
        weights.get(name + " of a line", line, dnnl_abc, extents, description));
  }

  /**
   * Some matrices, so many values apart, with rows so many values apart; a single one by itself.
   */
  private dnnl_memory_desc matrices(
      long count, long apart, long rows, long rowsApart, long length) {
    long next = count == 1 ? rows * rowsApart : apart;
    return handles.describeStrided(
        new long[] {count, rows, length}, new long[] {next, rowsApart, 1});
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
    dnnl_primitive_attr how = primitives.attributes(relu, Map.of());
    @Nullable dnnl_memory_desc sum = bias == null ? null : bias.description();
    return primitives.product(lowered, matrix.description(), source, sum, target, how);
  }

  private void add(dnnl_primitive_desc product, Operand... operands) {
    calls.add(new PrimitiveCall(product, List.of(operands)));
  }
}
