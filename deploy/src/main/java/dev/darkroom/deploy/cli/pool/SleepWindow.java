package dev.darkroom.deploy.cli.pool;

import dev.darkroom.deploy.cli.common.CommandFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A window of a sleep schedule as it is typed: {@code mon,tue@22:00-06:00}. */
final class SleepWindow {
  private static final Pattern FORM =
      Pattern.compile("(?:([a-z,]+)@)?(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
  private static final List<String> DAYS =
      List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

  private SleepWindow() {}

  /** The window as the API takes it. */
  static Map<String, Object> parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw CommandFailure.usage(
          "--sleep " + text + " is no window: use 22:00-06:00 or mon,tue@22:00-06:00");
    }
    Map<String, Object> window = new LinkedHashMap<>();
    if (parts.group(1) != null) {
      List<String> days = new ArrayList<>();
      for (String day : parts.group(1).split(",", -1)) {
        days.add(day(day, text));
      }
      window.put("days", days);
    }
    window.put("from", parts.group(2));
    window.put("to", parts.group(3));
    return window;
  }

  private static String day(String name, String text) {
    return DAYS.stream()
        .filter(day -> name.length() >= 3 && day.startsWith(name))
        .findFirst()
        .orElseThrow(() ->
            CommandFailure.usage(
                "--sleep " + text + " has no day '" + name + "': use mon, tue, … sun"));
  }
}
