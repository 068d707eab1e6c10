package dev.darkroom.deploy.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Test
  void readinessFollowsThePartAndMetricsAreItsOwn() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    try (StatusPage page = StatusPage.open(HERE, 0, ready::get, () -> "jobs 3\n")) {
      assertThat(get(page, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(page, "/readyz").statusCode()).isEqualTo(503);
      ready.set(true);
      assertThat(get(page, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(page, "/metrics").body()).isEqualTo("jobs 3\n");
      assertThat(get(page, "/other").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    try (StatusPage page = StatusPage.open(HERE, 0, () -> true, () -> "")) {
      assertThatThrownBy(() -> StatusPage.open(HERE, page.port(), () -> true, () -> ""))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("port " + page.port());
    }
  }

  private static HttpResponse<String> get(StatusPage page, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + HERE.getHostAddress() + ":" + page.port() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }
}
