package dev.darkroom.gateway.request;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What JSON values are called in errors. */
final class FieldType {
  private FieldType() {}

  static String nameOf(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT, POJO -> "an object";
      case ARRAY -> "an array";
      case STRING, BINARY -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case MISSING -> node.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }
}
