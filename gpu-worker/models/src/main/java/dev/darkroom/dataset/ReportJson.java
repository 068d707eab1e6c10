package dev.darkroom.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.dataset.DatasetReport.Preview;
import dev.darkroom.dataset.DatasetReport.Problem;
import java.util.List;

/** What was found in a dataset, as a file. Equal datasets under equal rules give equal bytes. */
public final class ReportJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ReportJson() {}

  /** The whole report. */
  public static byte[] file(DatasetReport report) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(of(report));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values can be written", e);
    }
  }

  /** The same as a value of one's own. */
  public static ObjectNode of(DatasetReport report) {
    ObjectNode json = JSON.createObjectNode();
    json.put("usable", report.isUsable());
    json.put("pictures", report.pictures());
    ObjectNode sizes = json.putObject("sizes");
    report.buckets().forEach((bucket, count) -> sizes.put(bucket.toString(), count));
    problems(json.putArray("errors"), report.errors());
    problems(json.putArray("warnings"), report.warnings());
    ArrayNode seen = json.putArray("seen");
    report.preview().forEach(preview -> seen(seen.addObject(), preview));
    return json;
  }

  private static void problems(ArrayNode json, List<Problem> problems) {
    for (Problem problem : problems) {
      json.addObject()
          .put("kind", problem.kind().id())
          .put("file", problem.file())
          .put("message", problem.message());
    }
  }

  private static void seen(ObjectNode json, Preview preview) {
    json.put("file", preview.file());
    json.put("digest", "sha256:" + preview.digest());
    json.put("width", preview.width());
    json.put("height", preview.height());
    json.put("seen_at", preview.placement().bucket().toString());
    json.put("caption", preview.caption());
    preview.tokens().ifPresent(tokens -> json.put("tokens", tokens));
  }
}
