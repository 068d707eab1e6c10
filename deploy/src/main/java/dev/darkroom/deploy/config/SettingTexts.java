package dev.darkroom.deploy.config;

import dev.darkroom.job.id.Nearest;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * What was given, as text, and from where. Of several layers the later wins; a key that does not
 * exist is refused by name, with the one that was probably meant.
 */
public final class SettingTexts {
  static final String VARIABLE_PREFIX = "DARKROOM_";

  /** Below this, Kafka's own client properties, passed on as they are. */
  static final String KAFKA_CLIENT = "kafka.client.";

  /** Variables that are the command's, not the farm's. */
  private static final Set<String> COMMAND_VARIABLES =
      Set.of("DARKROOM_URL", "DARKROOM_KEY", "DARKROOM_CA", "DARKROOM_JVM_OPTS");

  private static final int MAX_FILE_CHARS = 1 << 20;

  /** A text, and where it came from. */
  record Given(String text, String origin) {}

  private final Map<String, Given> given;

  private SettingTexts(Map<String, Given> given) {
    this.given = new TreeMap<>(given);
  }

  /** Nothing is given: every default counts. */
  public static SettingTexts none() {
    return new SettingTexts(Map.of());
  }

  /**
   * Reads a file of lines {@code key = value}; lines that begin with {@code #} are comments.
   *
   * @throws SettingException where it cannot be read, or a key is unknown
   */
  public static SettingTexts ofFile(Path file) {
    Properties lines = new Properties();
    try (Reader reader = new StringReader(content(file))) {
      lines.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingException(
          "the settings file " + file + " cannot be read: " + e.getMessage());
    }
    Map<String, Given> given = new LinkedHashMap<>();
    for (String name : lines.stringPropertyNames()) {
      given.put(key(name, file.toString()), new Given(lines.getProperty(name), file.toString()));
    }
    return new SettingTexts(given);
  }

  private static String content(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new SettingException("there is no settings file " + file);
    }
    if (Files.size(file) > MAX_FILE_CHARS) {
      throw new SettingException(file + " is over 1 MiB: that is no settings file");
    }
    return Files.readString(file);
  }

  /**
   * Picks the {@code DARKROOM_*} variables out of an environment.
   *
   * @throws SettingException where one of them names no setting
   */
  public static SettingTexts ofEnvironment(Map<String, String> environment) {
    Map<String, String> keys = new TreeMap<>();
    Settings.ALL.forEach(setting -> keys.put(setting.variable(), setting.key()));
    Settings.ALIASES.forEach((variable, setting) -> keys.put(variable, setting.key()));
    Map<String, Given> given = new LinkedHashMap<>();
    environment.forEach((variable, text) -> {
      if (!variable.startsWith(VARIABLE_PREFIX) || COMMAND_VARIABLES.contains(variable)) {
        return;
      }
      String key = keys.get(variable);
      if (key == null) {
        throw unknown(variable, "the environment", keys.keySet());
      }
      given.put(key, new Given(text, variable));
    });
    return new SettingTexts(given);
  }

  /**
   * Takes texts by key.
   *
   * @param origin where they came from, for messages
   * @throws SettingException where a key is unknown
   */
  public static SettingTexts of(Map<String, String> texts, String origin) {
    Map<String, Given> given = new LinkedHashMap<>();
    texts.forEach((name, text) -> given.put(key(name, origin), new Given(text, origin)));
    return new SettingTexts(given);
  }

  /** These, and where the other layer says something, what that says. */
  public SettingTexts under(SettingTexts later) {
    Map<String, Given> both = new TreeMap<>(given);
    both.putAll(later.given);
    return new SettingTexts(both);
  }

  /** Whether a text was given, default or not. */
  public boolean has(Setting<?> setting) {
    return given.containsKey(setting.key());
  }

  /** All that was given, by key, secrets included. */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    given.forEach((key, one) -> texts.put(key, one.text()));
    return texts;
  }

  /**
   * The value of a setting, or of its default.
   *
   * @throws SettingException where there is neither, or the text is not of its form
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(() ->
            new SettingException(
                setting.key()
                    + " is not set: give --"
                    + setting.key()
                    + " or "
                    + setting.variable()
                    + ", "
                    + setting.form().rule()));
  }

  /** As {@link #get}; empty where there is neither a text nor a default. */
  public <T> Optional<T> find(Setting<T> setting) {
    Given text = given.get(setting.key());
    if (text != null) {
      return Optional.of(read(setting, text));
    }
    return setting.otherwise().map(words -> read(setting, new Given(words, "its default")));
  }

  /** Kafka's own client properties. */
  Map<String, String> kafkaClient() {
    Map<String, String> properties = new TreeMap<>();
    given.forEach((key, one) -> {
      if (key.startsWith(KAFKA_CLIENT)) {
        properties.put(key.substring(KAFKA_CLIENT.length()), one.text());
      }
    });
    return properties;
  }

  private static <T> T read(Setting<T> setting, Given given) {
    try {
      return setting.form().read().apply(given.text());
    } catch (IllegalArgumentException | ArithmeticException _) {
      String shown = Settings.SECRET.contains(setting) ? "not usable" : "'" + given.text() + "'";
      throw new SettingException(
          setting.key()
              + " is "
              + shown
              + " ("
              + given.origin()
              + "): use "
              + setting.form().rule());
    }
  }

  /**
   * The key as the catalogue writes it: small letters, and hyphens where some write underscores.
   */
  private static String key(String name, String origin) {
    if (name.startsWith(KAFKA_CLIENT) && name.length() > KAFKA_CLIENT.length()) {
      return name;
    }
    String key = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    Collection<String> known = Settings.ALL.stream().map(Setting::key).toList();
    if (!known.contains(key)) {
      throw unknown(name, origin, known);
    }
    return key;
  }

  private static SettingException unknown(String name, String origin, Collection<String> known) {
    return new SettingException(
        "there is no setting '"
            + name
            + "' ("
            + origin
            + ")"
            + Nearest.to(name, known)
                .map(near -> ": did you mean '" + near + "'?")
                .orElse(": the settings are in docs/settings.md"));
  }
}
