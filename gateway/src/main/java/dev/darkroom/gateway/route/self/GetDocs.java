package dev.darkroom.gateway.route.self;

import dev.darkroom.gateway.http.Answer;
import dev.darkroom.gateway.http.Request;
import dev.darkroom.gateway.http.Route;
import dev.darkroom.job.id.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * {@code GET /docs}: the document as a page to read and try. One file that loads nothing from
 * elsewhere; its policy lets the browser run this very script and talk to this gateway only.
 */
final class GetDocs implements Route {
  private static final String PAGE = "/dev/darkroom/gateway/docs/docs.html";

  private final Answer.Whole page;

  GetDocs() {
    String html = read();
    String policy =
        "default-src 'none'; script-src '%s'; style-src '%s'; connect-src 'self'; base-uri 'none';"
                .formatted(digest(within(html, "script")), digest(within(html, "style")))
            + " form-action 'none'; frame-ancestors 'none'";
    page =
        Answer.text("text/html; charset=utf-8", html)
            .with("Content-Security-Policy", policy)
            .with("X-Content-Type-Options", "nosniff")
            .with("Referrer-Policy", "no-referrer");
  }

  @Override
  public String operationId() {
    return "getDocs";
  }

  @Override
  public Action read(Request request) {
    return () -> page;
  }

  private static String within(String html, String tag) {
    int from = html.indexOf("<" + tag + ">") + tag.length() + 2;
    return html.substring(from, html.indexOf("</" + tag + ">", from));
  }

  private static String digest(String text) {
    byte[] sha = Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(sha);
  }

  private static String read() {
    try (InputStream in = Objects.requireNonNull(GetDocs.class.getResourceAsStream(PAGE), PAGE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
