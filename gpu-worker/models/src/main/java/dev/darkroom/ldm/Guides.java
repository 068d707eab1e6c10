package dev.darkroom.ldm;

import dev.darkroom.model.ClipSkip;
import dev.darkroom.prompt.Composition;
import dev.darkroom.prompt.PromptSchedule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where each picture of a drawing is led at each of its steps; equal texts are encoded once. */
final class Guides implements Leading {
  private final Reader reader;
  private final Drawing drawing;
  private final boolean silentNegative;
  private final List<Script> scripts;
  private final Map<Text, Conditioning> known = new HashMap<>();

  /** Encodes a text, some of the last layers left out. */
  @FunctionalInterface
  interface Reader {
    Conditioning read(String text, int skip);
  }

  /** A text, and how many layers it leaves out. */
  private record Text(String text, int skip) {}

  /** A prompt's text at a step. */
  private interface Line {
    String at(int step);
  }

  private record Member(Line line, double weight) {}

  /** All that one picture is ever told. */
  private record Script(Line negative, List<Member> members) {}

  /**
   * The guides of a drawing, all its texts encoded.
   *
   * @param reader asked once for each text, however many pictures and steps it leads
   * @param silentNegative whether an empty negative prompt says nothing at all, not even that it is
   *     empty
   */
  Guides(Reader reader, Drawing drawing, boolean silentNegative) {
    this.reader = reader;
    this.drawing = drawing;
    this.silentNegative = silentNegative;
    this.scripts = drawing.pictures().stream().map(this::script).toList();
    for (int step = 0; step < drawing.method().steps(); step++) {
      var _ = at(step); // what cannot be encoded is refused now, not in the middle of the run
    }
  }

  @Override
  public List<Guide> at(int step) {
    return scripts.stream().map(script -> guide(script, step)).toList();
  }

  private Script script(Drawing.Picture picture) {
    return switch (drawing.reading().syntax()) {
      case PLAIN ->
          new Script(_ -> picture.negative(), List.of(new Member(_ -> picture.prompt(), 1)));
      case WEIGHTED ->
          new Script(
              line(picture.negative()),
              Composition.parse(picture.prompt()).stream()
                  .map(member -> new Member(line(member.prompt()), member.weight()))
                  .toList());
    };
  }

  private Line line(String prompt) {
    PromptSchedule schedule = PromptSchedule.parse(prompt);
    return step -> schedule.at(step, drawing.method().steps());
  }

  private Guide guide(Script script, int step) {
    ClipSkip skip = drawing.reading().clipSkip();
    List<Guide.Pull> pulls =
        script.members().stream()
            .map(m -> new Guide.Pull(encoded(m.line().at(step), skip.layers()), m.weight()))
            .toList();
    boolean composed = pulls.size() > 1;
    return new Guide(
        composed || drawing.method().guidance().needsUnconditional()
            ? Optional.of(negative(script.negative().at(step), skip.negative()))
            : Optional.empty(),
        pulls,
        drawing.method().guidance());
  }

  private Conditioning negative(String text, int skip) {
    Conditioning encoded = encoded(text, skip);
    return silentNegative && text.isEmpty() ? encoded.silenced() : encoded;
  }

  private Conditioning encoded(String text, int skip) {
    return known.computeIfAbsent(new Text(text, skip), t -> reader.read(t.text(), t.skip()));
  }
}
