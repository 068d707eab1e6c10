package dev.darkroom.ldm.unet;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the parts of a UNet are called in the original repositories, whose blocks are numbered from
 * one end to the other: {@code down_blocks.0.resnets.1.conv1} is {@code
 * input_blocks.2.0.in_layers.2}. Single-file checkpoints and SDXL's LoRAs use these names.
 */
public final class OriginalNames {
  private static final Pattern DOWN =
      Pattern.compile("down_blocks\\.(\\d+)\\.(resnets|attentions|downsamplers)\\.(\\d+)\\.(.+)");
  private static final Pattern MID =
      Pattern.compile("mid_block\\.(resnets|attentions)\\.(\\d+)\\.(.+)");
  private static final Pattern UP =
      Pattern.compile("up_blocks\\.(\\d+)\\.(resnets|attentions|upsamplers)\\.(\\d+)\\.(.+)");
  private static final Pattern ENDS =
      Pattern.compile(
          "(conv_in|conv_norm_out|conv_out|(?:time|add)_embedding\\.(?:linear_1|linear_2|cond_proj))(\\..+|)");

  private static final Map<String, String> OF_ENDS =
      Map.of(
          "conv_in", "input_blocks.0.0",
          "conv_norm_out", "out.0",
          "conv_out", "out.2",
          "time_embedding.linear_1", "time_embed.0",
          "time_embedding.linear_2", "time_embed.2",
          "time_embedding.cond_proj", "time_embed.cond_proj",
          "add_embedding.linear_1", "label_emb.0.0",
          "add_embedding.linear_2", "label_emb.0.2");

  private static final Map<String, String> OF_RESNET =
      Map.of(
          "norm1", "in_layers.0",
          "conv1", "in_layers.2",
          "time_emb_proj", "emb_layers.1",
          "norm2", "out_layers.0",
          "conv2", "out_layers.3",
          "conv_shortcut", "skip_connection");

  private final int layers; // residual blocks of a level on the way down, L
  private final Collection<String> names;

  private OriginalNames(int layers, Collection<String> names) {
    this.layers = layers;
    this.names = names;
  }

  /**
   * The original name of each of a whole UNet's modules or weights.
   *
   * @throws IllegalArgumentException if one is no name of a UNet
   */
  public static Map<String, String> of(Collection<String> names) {
    int layers =
        (int)
            names.stream()
                .map(DOWN::matcher)
                .filter(m -> m.matches() && m.group(1).equals("0") && m.group(2).equals("resnets"))
                .map(m -> m.group(3))
                .distinct()
                .count();
    var original = new OriginalNames(layers, names);
    Map<String, String> found = new HashMap<>();
    names.forEach(name -> found.put(name, original.of(name)));
    return found;
  }

  private String of(String name) {
    Matcher down = DOWN.matcher(name);
    if (down.matches()) {
      int first = 1 + Integer.parseInt(down.group(1)) * (layers + 1);
      int layer = Integer.parseInt(down.group(3));
      return switch (down.group(2)) {
        case "resnets" -> "input_blocks.%d.0.%s".formatted(first + layer, resnet(down.group(4)));
        case "attentions" -> "input_blocks.%d.1.%s".formatted(first + layer, down.group(4));
        default ->
            "input_blocks.%d.0.%s"
                .formatted(first + layers, down.group(4).replaceFirst("^conv", "op"));
      };
    }
    Matcher mid = MID.matcher(name);
    if (mid.matches()) {
      int layer = Integer.parseInt(mid.group(2));
      return mid.group(1).equals("resnets")
          ? "middle_block.%d.%s".formatted(2 * layer, resnet(mid.group(3)))
          : "middle_block.%d.%s".formatted(2 * layer + 1, mid.group(3));
    }
    Matcher up = UP.matcher(name);
    if (up.matches()) {
      return ofUp(up);
    }
    Matcher end = ENDS.matcher(name);
    if (end.matches()) {
      return OF_ENDS.get(end.group(1)) + end.group(2);
    }
    throw new IllegalArgumentException("'" + name + "' is no part of a UNet");
  }

  private String ofUp(Matcher up) {
    int block = Integer.parseInt(up.group(1));
    int first = block * (layers + 1);
    int layer = Integer.parseInt(up.group(3));
    return switch (up.group(2)) {
      case "resnets" -> "output_blocks.%d.0.%s".formatted(first + layer, resnet(up.group(4)));
      case "attentions" -> "output_blocks.%d.1.%s".formatted(first + layer, up.group(4));
      default -> {
        String attention = "up_blocks.%d.attentions.%d.".formatted(block, layers);
        boolean attends = names.stream().anyMatch(other -> other.startsWith(attention));
        yield "output_blocks.%d.%d.%s".formatted(first + layers, attends ? 2 : 1, up.group(4));
      }
    };
  }

  private static String resnet(String rest) {
    int dot = rest.indexOf('.');
    String layer = dot < 0 ? rest : rest.substring(0, dot);
    String original = OF_RESNET.get(layer);
    if (original == null) {
      throw new IllegalArgumentException("'" + rest + "' is no part of a residual block");
    }
    return original + rest.substring(layer.length());
  }
}
