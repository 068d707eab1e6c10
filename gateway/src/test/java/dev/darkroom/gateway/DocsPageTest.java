package dev.darkroom.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.gateway.http.ApiDocument;
import java.io.IOException;
import org.htmlunit.BrowserVersion;
import org.htmlunit.WebClient;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page that shows the document, in a browser. */
class DocsPageTest {
  private static final long SCRIPTS_MS = 10_000;

  private static Farm farm;

  @BeforeAll
  static void start() {
    farm = Farm.ready();
  }

  @AfterAll
  static void stop() {
    farm.close();
  }

  @Test
  void itNeedsNoKeyAndLoadsNothingFromElsewhere() {
    Client.Answer page = farm.nobody().get("/docs");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'sha256-")
        .contains("connect-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "http");
    assertThat(page.text()).doesNotContain("http://", "https://", "src=", "<link");
  }

  @Test
  void itShowsEveryCallOfTheApi() throws IOException {
    try (WebClient browser = browser()) {
      HtmlPage page = open(browser);

      for (String operation : ApiDocument.load().operationIds()) {
        assertThat(page.getElementById(operation)).as(operation).isNotNull();
      }
      assertThat(page.getElementById("title").getTextContent()).startsWith("Darkroom API");
    }
  }

  @Test
  void aCallIsMadeFromItWithTheKeyThatIsTypedIn() throws IOException {
    try (WebClient browser = browser()) {
      HtmlPage page = open(browser);
      page.<HtmlInput>getHtmlElementById("key").type(Farm.KEY);
      HtmlElement call = page.getHtmlElementById("listJobs");
      call.<HtmlElement>getFirstByXPath("summary").click();
      assertThat(call.getTextContent()).contains("Parameters", "limit", "Answers");

      call.<HtmlButton>getFirstByXPath(".//button").click();
      browser.waitForBackgroundJavaScript(SCRIPTS_MS);

      assertThat(shown(call)).startsWith("200").contains("\"object\": \"list\"");
    }
  }

  @Test
  void withoutAKeyItShowsTheRefusal() throws IOException {
    try (WebClient browser = browser()) {
      HtmlElement call = open(browser).getHtmlElementById("listJobs");
      call.<HtmlElement>getFirstByXPath("summary").click();

      call.<HtmlButton>getFirstByXPath(".//button").click();
      browser.waitForBackgroundJavaScript(SCRIPTS_MS);

      assertThat(shown(call)).startsWith("401").contains("invalid_api_key");
    }
  }

  private static String shown(HtmlElement call) {
    return call.<DomElement>getFirstByXPath("./pre[last()]").getTextContent();
  }

  private static WebClient browser() {
    WebClient browser = new WebClient(BrowserVersion.FIREFOX);
    browser.getOptions().setThrowExceptionOnFailingStatusCode(false);
    return browser;
  }

  private static HtmlPage open(WebClient browser) throws IOException {
    HtmlPage page = browser.getPage(farm.gateway.url().resolve("/docs").toURL());
    browser.waitForBackgroundJavaScript(SCRIPTS_MS);
    return page;
  }
}
