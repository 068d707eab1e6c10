package dev.darkroom.deploy.config;

import dev.darkroom.gateway.hook.SealingKey;
import dev.darkroom.gateway.limit.Rate;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a kind of value is written.
 *
 * @param rule what a person should write, after "use …"
 * @param read answers the value, or throws IllegalArgumentException
 */
public record Form<T>(String rule, Function<String, T> read) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern BYTES =
      Pattern.compile("(\\d{1,12})\\s*([kmgt]?i?b?)", Pattern.CASE_INSENSITIVE);

  static final Form<String> TEXT = new Form<>("a text that is not empty", Form::text);
  static final Form<Boolean> TRUTH = new Form<>("true or false", Form::truth);
  static final Form<Duration> DURATION_FORM =
      new Form<>("a length of time such as 500ms, 30s, 10m or 24h", Form::duration);
  static final Form<Long> BYTES_FORM = new Form<>("bytes, such as 512MiB or 4GiB", Form::bytes);
  static final Form<URI> ADDRESS =
      new Form<>("an absolute URL such as http://127.0.0.1:9000", Form::address);
  static final Form<Path> FOLDER = new Form<>("a folder", text -> Path.of(text(text)));
  static final Form<Path> FILE = new Form<>("a file", text -> Path.of(text(text)).toAbsolutePath());
  static final Form<Map<String, String>> PAIRS = new Form<>("name=value,name=value", Form::pairs);

  static final Form<Rate> RATE =
      new Form<>("requests in a time, such as 100/10s or 600/1m, or off", Form::rate);
  static final Form<List<String>> NAMES = new Form<>("name,name", Form::names);
  static final Form<List<SealingKey>> SEALING_KEYS =
      new Form<>(
          "32 bytes in base64 (openssl rand -base64 32), several separated by commas",
          text -> names(text).stream().map(SealingKey::parse).toList());

  /** Whole numbers in a range. */
  static Form<Integer> whole(int min, int max) {
    return new Form<>(
        "a whole number from " + min + " to " + max,
        text -> {
          int value = Integer.parseInt(text.strip());
          if (value < min || value > max) {
            throw new IllegalArgumentException(text);
          }
          return value;
        });
  }

  /** Pairs as their text. */
  public static String text(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> pair.getKey() + "=" + pair.getValue())
        .collect(Collectors.joining(","));
  }

  private static String text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    return text.strip();
  }

  private static boolean truth(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration duration(String text) {
    Matcher m = DURATION.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    long count = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static long bytes(String text) {
    Matcher m = BYTES.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    String unit = m.group(2).toLowerCase(Locale.ROOT);
    int power = unit.isEmpty() || unit.startsWith("b") ? 0 : "kmgt".indexOf(unit.charAt(0)) + 1;
    if (power == 0 && unit.contains("i")) {
      throw new IllegalArgumentException(text);
    }
    return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << (10 * power));
  }

  private static URI address(String text) {
    try {
      URI uri = new URI(text.strip());
      if (uri.getScheme() == null || uri.getHost() == null) {
        throw new IllegalArgumentException(text);
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static Rate rate(String text) {
    if (text.strip().equals("off")) {
      return Rate.OFF;
    }
    int slash = text.indexOf('/');
    int quota = slash < 1 ? 0 : Integer.parseInt(text.substring(0, slash).strip());
    if (quota < 1) {
      throw new IllegalArgumentException(text);
    }
    return new Rate(quota, duration(text.substring(slash + 1)));
  }

  private static List<String> names(String text) {
    return Arrays.stream(text.split(",", -1)).map(Form::text).toList();
  }

  private static Map<String, String> pairs(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(text);
      }
      pairs.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
    return Map.copyOf(pairs);
  }
}
