package dev.darkroom.finetune;

import dev.darkroom.model.FineTuneRequest.Target;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The layers that low-rank changes stand beside, by their full names. */
record Targets(Set<Target> targets) implements Predicate<String> {
  private static final Pattern UNET_ATTENTION =
      Pattern.compile(".*\\.attn[12]\\.to_(q|k|v|out\\.0)");
  private static final Pattern UNET_FEED_FORWARD =
      Pattern.compile(
          ".*\\.attentions\\.\\d+\\.(proj_in|proj_out|transformer_blocks\\.\\d+\\.ff\\..+)");
  private static final Pattern UNET_CONVOLUTIONS =
      Pattern.compile(
          ".*\\.(resnets\\.\\d+\\.(conv1|conv2|conv_shortcut|time_emb_proj)"
              + "|(down|up)samplers\\.0\\.conv)");
  private static final Pattern TEXT_ATTENTION =
      Pattern.compile(
          "(text_encoder_2\\.)?text_model\\..*\\.self_attn\\.(q|k|v|out)_proj"
              + "|transformer\\.attn_layers\\.layers\\.\\d+\\.1\\.to_(q|k|v|out)");

  @Override
  public boolean test(String layer) {
    return targets.stream().anyMatch(target -> pattern(target).matcher(layer).matches());
  }

  private static Pattern pattern(Target target) {
    return switch (target) {
      case UNET_ATTENTION -> UNET_ATTENTION;
      case UNET_FEED_FORWARD -> UNET_FEED_FORWARD;
      case UNET_CONVOLUTIONS -> UNET_CONVOLUTIONS;
      case TEXT_ATTENTION -> TEXT_ATTENTION;
    };
  }
}
