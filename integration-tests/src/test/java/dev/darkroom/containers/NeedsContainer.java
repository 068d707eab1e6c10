package dev.darkroom.containers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a class, and says why, unless a Docker engine answers that has this image or can get it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DockerEngineAnswers.class)
@interface NeedsContainer {
  /** The image's name and tag. */
  String value();
}
