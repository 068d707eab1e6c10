package dev.darkroom.ldm.single;

/**
 * The configuration files of a diffusers folder, as JSON, which a single file does not hold.
 *
 * @param pipeline the class that {@code model_index.json} names
 * @param openClip whether the text encoder's weights have open_clip's layout
 */
public record Configs(
    String pipeline, String unet, String vae, String text, String scheduler, boolean openClip) {}
