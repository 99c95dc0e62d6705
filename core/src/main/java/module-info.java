/**
 * GoogLeNet for the JVM, without native code: the network as data, pictures, labelled data, the
 * rules of training, evaluation, model files and the ONNX writer.
 *
 * <p>What is exported is what a user's program is for. An engine that computes comes from another
 * module and is found with {@link java.util.ServiceLoader}: {@code io.github.googlenet4j.onednn} or
 * {@code io.github.googlenet4j.onnxruntime} for answers, {@code io.github.googlenet4j.torch} for
 * training.
 */
@SuppressWarnings("module") // the modules that some packages are exported to are compiled later
module io.github.googlenet4j {
  requires static transitive org.jspecify;
  requires transitive java.desktop;
  requires com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.csv;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires com.twelvemonkeys.imageio.bmp;
  requires com.twelvemonkeys.imageio.tiff;
  requires java.management;
  requires jdk.management;
  requires org.knowm.xchart;

  exports io.github.googlenet4j;
  exports io.github.googlenet4j.clean;
  exports io.github.googlenet4j.data;
  exports io.github.googlenet4j.engine;
  exports io.github.googlenet4j.evaluate;
  exports io.github.googlenet4j.experiment;
  exports io.github.googlenet4j.explain;
  exports io.github.googlenet4j.file;
  exports io.github.googlenet4j.graph;
  exports io.github.googlenet4j.image;
  exports io.github.googlenet4j.model;
  exports io.github.googlenet4j.onnx;
  exports io.github.googlenet4j.quantize;
  exports io.github.googlenet4j.train;
  exports io.github.googlenet4j.weights;
  exports io.github.googlenet4j.cache to
      io.github.googlenet4j.onednn,
      io.github.googlenet4j.onnxruntime,
      io.github.googlenet4j.torch;
  exports io.github.googlenet4j.concurrent to
      io.github.googlenet4j.onednn,
      io.github.googlenet4j.serve;
  exports io.github.googlenet4j.loading to
      io.github.googlenet4j.torch;
  exports io.github.googlenet4j.machine to
      io.github.googlenet4j.onednn,
      io.github.googlenet4j.onnxruntime,
      io.github.googlenet4j.serve,
      io.github.googlenet4j.torch;
  exports io.github.googlenet4j.text to
      io.github.googlenet4j.serve;
  exports io.github.googlenet4j.trainer to
      io.github.googlenet4j.torch;

  uses io.github.googlenet4j.engine.Engine;
  uses io.github.googlenet4j.trainer.TrainingEngine;
}
