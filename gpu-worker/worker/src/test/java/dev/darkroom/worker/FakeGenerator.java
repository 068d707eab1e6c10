package dev.darkroom.worker;

import dev.darkroom.image.Rgb;
import dev.darkroom.model.GenerationRequest;
import dev.darkroom.model.GenerationRun;
import dev.darkroom.model.Generator;
import dev.darkroom.model.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Draws noise that depends on the seed alone; tells what was asked of it, and when. */
public final class FakeGenerator implements Generator {
  public final List<GenerationRequest> requests = new ArrayList<>();
  public volatile IntConsumer beforeStep = _ -> {};
  public volatile Consumer<GenerationRequest> refuse = _ -> {};
  public volatile Rgb preview = noise(7, 8, 8);
  public volatile int steps;
  public volatile int previews;
  public volatile int open;

  /** What every picture shows; empty for noise. */
  public volatile Optional<Rgb> always = Optional.empty();

  @Override
  public GenerationRun start(GenerationRequest request) {
    refuse.accept(request);
    requests.add(request);
    open++;
    return new Run(request);
  }

  /** Picture {@code k} of a request, as it comes out. */
  public Rgb drawn(GenerationRequest request, int k) {
    Size size = request.size();
    return always.orElseGet(
        () -> noise(request.seeds().get(k).value(), size.width(), size.height()));
  }

  static Rgb noise(long seed, int width, int height) {
    byte[] data = new byte[3 * width * height];
    long x = seed * 0x9E3779B97F4A7C15L + 1;
    for (int i = 0; i < data.length; i++) {
      x = x * 6364136223846793005L + 1442695040888963407L;
      data[i] = (byte) (x >>> 56);
    }
    return Rgb.of(width, height, data);
  }

  private final class Run implements GenerationRun {
    private final GenerationRequest request;
    private int done;
    private boolean closed;

    Run(GenerationRequest request) {
      this.request = request;
    }

    @Override
    public boolean step() {
      beforeStep.accept(done + 1);
      steps++;
      done++;
      return done < request.sampling().steps();
    }

    @Override
    public int done() {
      return done;
    }

    @Override
    public int total() {
      return request.sampling().steps();
    }

    @Override
    public Optional<Rgb> preview() {
      previews++;
      return Optional.of(preview);
    }

    @Override
    public List<Rgb> result() {
      if (done < request.sampling().steps()) {
        throw new IllegalStateException("asked for a result after " + done + " steps");
      }
      return IntStream.range(0, request.seeds().size()).mapToObj(k -> drawn(request, k)).toList();
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open--;
      }
    }
  }
}
