package dev.darkroom.gateway.token;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Fetches a set of keys from where it is asked to, and is led nowhere else. */
final class KeyFetcher extends DefaultResourceRetriever {
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 256 << 10;

  KeyFetcher() {
    super(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
  }

  @Override
  protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
    HttpURLConnection connection = super.openHTTPConnection(url);
    connection.setInstanceFollowRedirects(false);
    return connection;
  }
}
