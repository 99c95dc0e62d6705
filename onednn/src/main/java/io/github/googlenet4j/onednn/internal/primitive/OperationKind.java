package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.AveragePool;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Dropout;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.graph.Operation.Softmax;
import io.github.googlenet4j.graph.OperationVisitor;

/** Operations that {@link Lowering} distinguishes: by the formats that they read and write. */
enum OperationKind {
  /** Reads integers or the format of floating point, writes any format. */
  CONVOLUTION,
  /** Reads the format of floating point, writes float32. */
  LINEAR,
  /** Reads and writes the format of floating point. */
  LOCAL_RESPONSE,
  /** Writes the format that it reads. */
  MAX_POOL,
  /** Writes the format that it reads. */
  CONCATENATION,
  /** Reads and writes float32. */
  OTHER;

  /** The kind of an operation. */
  static final OperationVisitor<OperationKind, Node> OF =
      new OperationVisitor<>() {
        @Override
        public OperationKind normalization(Normalization operation, Node node) {
          return OTHER;
        }

        @Override
        public OperationKind convolution(Convolution operation, Node node) {
          return CONVOLUTION;
        }

        @Override
        public OperationKind batchNormalization(BatchNormalization operation, Node node) {
          return OTHER;
        }

        @Override
        public OperationKind relu(Relu operation, Node node) {
          return OTHER;
        }

        @Override
        public OperationKind localResponseNormalization(
            LocalResponseNormalization operation, Node node) {
          return LOCAL_RESPONSE;
        }

        @Override
        public OperationKind maxPool(MaxPool operation, Node node) {
          return MAX_POOL;
        }

        @Override
        public OperationKind averagePool(AveragePool operation, Node node) {
          return OTHER;
        }

        @Override
        public OperationKind adaptiveAveragePool(AdaptiveAveragePool operation, Node node) {
          return OTHER;
        }

        @Override
        public OperationKind globalAveragePool(GlobalAveragePool operation, Node node) {
          return OTHER;
        }

        @Override
        public OperationKind concatenation(Concatenation operation, Node node) {
          return CONCATENATION;
        }

        @Override
        public OperationKind dropout(Dropout operation, Node node) {
          return OTHER;
        }

        @Override
        public OperationKind linear(Linear operation, Node node) {
          return LINEAR;
        }

        @Override
        public OperationKind softmax(Softmax operation, Node node) {
          return OTHER;
        }
      };
}
