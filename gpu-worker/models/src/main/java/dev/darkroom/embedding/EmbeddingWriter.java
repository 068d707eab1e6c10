package dev.darkroom.embedding;

import dev.darkroom.image.Rgb;
import dev.darkroom.weights.AtomicFile;
import dev.darkroom.weights.HostTensor;
import dev.darkroom.weights.SafetensorsWriter;
import dev.darkroom.weights.TorchWriter;
import dev.darkroom.weights.TorchWriter.Saved;
import dev.darkroom.weights.WeightsException;
import dev.darkroom.weights.WeightsException.Code;
import dev.darkroom.weights.pickle.PickleValue;
import dev.darkroom.weights.pickle.PickleValue.Dict;
import dev.darkroom.weights.pickle.PickleValue.Int;
import dev.darkroom.weights.pickle.PickleValue.None;
import dev.darkroom.weights.pickle.PickleValue.Text;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes embedding files. Equal words give equal bytes: no time, no id, no path is in them. Dtypes
 * stay as they are, but for a PNG, whose numbers are read back as F32.
 */
public final class EmbeddingWriter {
  /** CLIP's id of {@code *}, the paper's placeholder; nobody reads it any more. */
  static final int TOKEN_OF_STAR = 265;

  private EmbeddingWriter() {}

  /**
   * Writes words to a file; its extension says how.
   *
   * @return what was written: the file, or two where the layout wants one a text encoder
   * @throws WeightsException if the layout has no such extension or cannot hold these words, or a
   *     file cannot be written
   */
  public static List<Path> write(Path file, List<LearnedWord> words, EmbeddingLayout layout) {
    String name = String.valueOf(file.getFileName());
    List<byte[]> contents = encode(words, layout, extension(name, layout));
    List<Path> written = new ArrayList<>();
    for (int i = 0; i < contents.size(); i++) {
      Path target = i == 0 ? file : file.resolveSibling(numbered(name, i + 1));
      AtomicFile.write(target, contents.get(i));
      written.add(target);
    }
    return List.copyOf(written);
  }

  /**
   * The bytes of each file.
   *
   * @param extension one of the layout's
   * @throws WeightsException as {@link #write}
   */
  public static List<byte[]> encode(
      List<LearnedWord> words, EmbeddingLayout layout, String extension) {
    if (words.isEmpty()) {
      throw refusal("there is no word to write");
    }
    return switch (layout) {
      case DIFFUSERS -> byEncoder(words, extension);
      case A1111 -> List.of(a1111(sole(words, layout), extension));
      case INVOKE ->
          words.stream().allMatch(word -> word.vectors().size() == 1)
              ? byEncoder(words, extension)
              : List.of(dict(ofXl(sole(words, layout)), extension));
    };
  }

  /** A file for each text encoder, with all words' tables. */
  private static List<byte[]> byEncoder(List<LearnedWord> words, String extension) {
    int encoders = words.getFirst().vectors().size();
    List<byte[]> files = new ArrayList<>();
    for (int encoder = 0; encoder < encoders; encoder++) {
      Map<String, HostTensor> tables = new LinkedHashMap<>();
      for (LearnedWord word : words) {
        if (word.vectors().size() != encoders) {
          throw refusal(
              "'%s' has tables for %d text encoders, '%s' for %d: write them apart"
                  .formatted(
                      words.getFirst().token(), encoders, word.token(), word.vectors().size()));
        }
        tables.put(word.token(), word.vectors().get(encoder));
      }
      files.add(dict(tables, extension));
    }
    return files;
  }

  private static byte[] a1111(LearnedWord word, String extension) {
    boolean xl = word.vectors().size() == 2;
    return switch (extension) {
      case "png" -> {
        if (xl) {
          throw refusal(
              "a PNG holds one table, '%s' has two: use .safetensors".formatted(word.token()));
        }
        yield PngEmbedding.write(word, card(word));
      }
      case "pt" -> xl ? dict(ofXl(word), extension) : TorchWriter.encode(paper(word));
      default -> dict(xl ? ofXl(word) : Map.of("emb_params", word.vectors().getFirst()), extension);
    };
  }

  /** The paper's dict. Its parameters are a plain dict too: checkers know no ParameterDict. */
  private static PickleValue paper(LearnedWord word) {
    return new Dict(
        List.of(
            entry("string_to_token", new Dict(List.of(entry("*", new Int(TOKEN_OF_STAR))))),
            entry(
                "string_to_param",
                new Dict(List.of(entry("*", new Saved(word.vectors().getFirst()))))),
            entry("name", new Text(word.token())),
            entry("step", new Int(0)),
            entry("sd_checkpoint", new None()),
            entry("sd_checkpoint_name", new None())));
  }

  private static Map<String, HostTensor> ofXl(LearnedWord word) {
    if (word.vectors().size() != 2) {
      throw refusal(
          "'%s' has tables for %d text encoders: this layout holds 1 or 2"
              .formatted(word.token(), word.vectors().size()));
    }
    return Map.of("clip_l", word.vectors().get(0), "clip_g", word.vectors().get(1));
  }

  private static byte[] dict(Map<String, HostTensor> tensors, String extension) {
    if (!extension.equals("safetensors")) {
      return TorchWriter.encode(
          new Dict(
              tensors.entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(e -> entry(e.getKey(), new Saved(e.getValue())))
                  .toList()));
    }
    var bytes = new ByteArrayOutputStream();
    try {
      SafetensorsWriter.writeTo(Channels.newChannel(bytes), tensors, Map.of("format", "pt"));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * A picture to carry a word that has none: a tile a number, darker where it is nearer to zero.
   */
  private static Rgb card(LearnedWord word) {
    int side = 256;
    int tile = 8;
    float[] values = word.vectors().getFirst().toFloats();
    float largest = Float.MIN_NORMAL;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    int[] pixels = new int[side * side];
    for (int i = 0; i < pixels.length; i++) {
      int at = i / side / tile * (side / tile) + i % side / tile;
      float value = values[at % values.length] / largest;
      int shade = 0x20 + (int) (0xC0 * Math.abs(value));
      pixels[i] = value < 0 ? shade << 16 | 0x2020 : 0x202000 | shade;
    }
    return Rgb.ofPixels(side, side, pixels);
  }

  private static Dict.Entry entry(String key, PickleValue value) {
    return new Dict.Entry(new Text(key), value);
  }

  private static LearnedWord sole(List<LearnedWord> words, EmbeddingLayout layout) {
    if (words.size() != 1) {
      throw refusal(
          "%d words: a file of %s holds one"
              .formatted(words.size(), layout.name().toLowerCase(Locale.ROOT)));
    }
    return words.getFirst();
  }

  private static String extension(String name, EmbeddingLayout layout) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (!layout.extensions().contains(extension)) {
      throw refusal(
          "%s: a file of %s ends in one of %s"
              .formatted(name, layout.name().toLowerCase(Locale.ROOT), layout.extensions()));
    }
    return extension;
  }

  private static String numbered(String name, int number) {
    int dot = name.lastIndexOf('.');
    return name.substring(0, dot) + "_" + number + name.substring(dot);
  }

  private static WeightsException refusal(String message) {
    return new WeightsException(Code.FORMAT_UNKNOWN, message);
  }
}
