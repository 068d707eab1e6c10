package dev.darkroom.lora;

/** The network of a pipeline that an adaptation changes. */
public enum LoraPart {
  UNET("unet"),
  TEXT_ENCODER("text_encoder"),
  /** The second one of SDXL. */
  TEXT_ENCODER_2("text_encoder_2");

  private final String folder;

  LoraPart(String folder) {
    this.folder = folder;
  }

  /** Its folder in a diffusers model, which also leads its modules' names in diffusers' files. */
  public String folder() {
    return folder;
  }
}
