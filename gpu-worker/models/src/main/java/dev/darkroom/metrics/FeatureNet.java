package dev.darkroom.metrics;

import dev.darkroom.image.Rgb;
import java.util.List;
import java.util.function.Function;

/**
 * A network by whose features pictures are compared. Numbers of two networks, or of one network
 * whose pictures were prepared in two ways, never compare.
 *
 * @param name of the network and of how pictures are prepared for it, as scores tell it
 * @param features from pictures of any size to a row each
 */
public record FeatureNet(String name, Function<List<Rgb>, List<float[]>> features) {}
