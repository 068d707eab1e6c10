package dev.darkroom.dataset;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.dataset.DatasetException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The captions of a dataset, wherever they stand: {@code metadata.jsonl} (lines of {@code
 * file_name} and {@code text}), {@code dataset.json} ({@code {"labels": [[name, caption], …]}}), or
 * a {@code .txt} file beside each picture. A picture's own file wins over the lists.
 */
final class CaptionFiles {
  static final String LINES = "metadata.jsonl";
  static final String LABELS = "dataset.json";
  private static final int MAX_DEPTH = 16;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final DatasetFiles files;
  private final DatasetLimits limits;

  CaptionFiles(DatasetFiles files, DatasetLimits limits) {
    this.files = files;
    this.limits = limits;
  }

  /**
   * What the lists say, by file; a list lies in the dataset's root or in a folder, and its names
   * begin there.
   *
   * @throws DatasetException with {@link Code#CAPTIONS_INVALID} naming the file and its line
   */
  Map<String, String> listed() {
    Map<String, String> captions = new TreeMap<>();
    for (String name : files.names()) {
      String folder = name.substring(0, name.lastIndexOf('/') + 1);
      String last = name.substring(folder.length());
      if (last.equals(LINES)) {
        lines(name, folder, captions);
      } else if (last.equals(LABELS)) {
        labels(name, folder, captions);
      }
    }
    return captions;
  }

  /** A picture's own file, without the white space around it. */
  String own(String file) {
    return text(file).strip();
  }

  private void lines(String file, String folder, Map<String, String> captions) {
    int number = 0;
    for (String line : text(file).split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      String where = file + " line " + number;
      JsonNode object = parse(where, line);
      JsonNode name = object.path("file_name");
      JsonNode caption = object.path("text");
      if (!name.isTextual() || !caption.isTextual()) {
        throw invalid(where, "has not both: use {\"file_name\": \"a.png\", \"text\": \"…\"}");
      }
      put(where, captions, folder + name.textValue(), caption.textValue());
    }
  }

  private void labels(String file, String folder, Map<String, String> captions) {
    JsonNode labels = parse(file, text(file)).path("labels");
    if (!labels.isArray()) {
      throw invalid(file, "has no list of labels: use {\"labels\": [[\"a.png\", \"…\"], …]}");
    }
    for (int i = 0; i < labels.size(); i++) {
      JsonNode pair = labels.get(i);
      String where = file + " label " + (i + 1);
      if (pair.size() != 2 || !pair.path(0).isTextual() || !pair.path(1).isTextual()) {
        throw invalid(where, "is no pair of a name and a caption: use [\"a.png\", \"…\"]");
      }
      put(where, captions, folder + pair.get(0).textValue(), pair.get(1).textValue());
    }
  }

  private static void put(String where, Map<String, String> captions, String name, String caption) {
    if (captions.putIfAbsent(name, caption.strip()) != null) {
      throw invalid(where, "is the second caption of '" + name + "': one is right");
    }
  }

  private static JsonNode parse(String where, String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          Code.CAPTIONS_INVALID, where + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private String text(String file) {
    byte[] bytes = files.read(file, limits.maxTextBytes());
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DatasetException(
          Code.CAPTIONS_INVALID, "'" + file + "' is no text in UTF-8: save it as UTF-8", e);
    }
  }

  private static DatasetException invalid(String where, String what) {
    return new DatasetException(Code.CAPTIONS_INVALID, where + " " + what);
  }
}
