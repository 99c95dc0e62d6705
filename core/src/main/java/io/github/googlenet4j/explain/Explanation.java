package io.github.googlenet4j.explain;

import java.awt.image.BufferedImage;

/**
 * Why a picture has the probability of a class.
 *
 * @param label of the class
 * @param index of the class in the model
 * @param probability of the class, 0 to 1
 * @param method how the map was made
 * @param map a value for each cell of the square that the network sees, rows from the top: a share
 *     of the logit (its mean plus the bias is the logit) with {@link Method#CAM}, a fall of the
 *     probability with {@link Method#OCCLUSION}
 * @param box around the largest connected part of the map above a share of its range
 * @param image the upright original with the map over it, its box and a legend
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Explanation(
    String label,
    int index,
    float probability,
    Method method,
    float[][] map,
    Box box,
    BufferedImage image) {}
