package dev.darkroom.ldm.vae;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the weights of an autoencoder are called in the original repositories, where the decoder's
 * levels are counted from the widest picture: {@code decoder.up_blocks.0} of four is {@code
 * decoder.up.3}.
 */
public final class OriginalNames {
  private static final Pattern LEVEL =
      Pattern.compile(
          "(encoder|decoder)\\.(?:down|up)_blocks\\.(\\d+)\\.(resnets|downsamplers|upsamplers)\\.(\\d+)\\.(.+)");
  private static final Pattern MID =
      Pattern.compile("(encoder|decoder)\\.mid_block\\.(resnets|attentions)\\.(\\d+)\\.(.+)");

  private static final Map<String, String> ATTENTION =
      Map.of("group_norm", "norm", "to_q", "q", "to_k", "k", "to_v", "v", "to_out.0", "proj_out");

  private OriginalNames() {}

  /**
   * The original name of a weight.
   *
   * @param levels of the autoencoder
   */
  public static String of(String name, int levels) {
    Matcher level = LEVEL.matcher(name);
    if (level.matches()) {
      boolean down = level.group(1).equals("encoder");
      int i = Integer.parseInt(level.group(2));
      String place =
          "%s.%s.%d.".formatted(level.group(1), down ? "down" : "up", down ? i : levels - 1 - i);
      return switch (level.group(3)) {
        case "resnets" -> place + "block." + level.group(4) + "." + resnet(level.group(5));
        case "downsamplers" -> place + "downsample." + level.group(5);
        default -> place + "upsample." + level.group(5);
      };
    }
    Matcher mid = MID.matcher(name);
    if (mid.matches()) {
      String place = mid.group(1) + ".mid.";
      int i = Integer.parseInt(mid.group(3)) + 1;
      return mid.group(2).equals("resnets")
          ? place + "block_" + i + "." + resnet(mid.group(4))
          : place + "attn_" + i + "." + attention(mid.group(4));
    }
    return name.replace("conv_norm_out", "norm_out");
  }

  private static String resnet(String rest) {
    return rest.replace("conv_shortcut", "nin_shortcut");
  }

  private static String attention(String rest) {
    int dot = rest.lastIndexOf('.');
    String layer = rest.substring(0, dot);
    return ATTENTION.getOrDefault(layer, layer) + rest.substring(dot);
  }
}
