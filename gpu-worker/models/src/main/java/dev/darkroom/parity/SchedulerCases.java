package dev.darkroom.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.failure.ModelException;
import dev.darkroom.ldm.sampler.Ddim;
import dev.darkroom.ldm.sampler.Denoiser;
import dev.darkroom.ldm.sampler.Euler;
import dev.darkroom.ldm.sampler.Latent;
import dev.darkroom.ldm.sampler.NoiseSchedule;
import dev.darkroom.ldm.sampler.Plan;
import dev.darkroom.ldm.sampler.Sampler;
import dev.darkroom.ldm.sampler.Sampling;
import dev.darkroom.ldm.sampler.Schedulers;
import dev.darkroom.ldm.sampler.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Scheduler configurations: whole runs under the case's model, times, levels, and noise added to
 * pictures. Tensors are named {@code <configuration>/<steps>[/eta<e>]/<what>} and {@code
 * <configuration>/<what>}.
 */
final class SchedulerCases implements CaseRunner {
  /** Of the runs that the reference added noise in. */
  private static final int ADD_NOISE_STEPS = 10;

  private static final double NEARLY = 1e-2;
  private static final double INITIAL_SIGMA_TOLERANCE = 1e-4;

  /** The case's model: tanh(0.3 x + sin(t / 1000)). */
  private static final Denoiser FAKE_MODEL =
      (inputs, t) -> inputs.stream().map(x -> fakeModel(x, t)).toList();

  @Override
  public void run(ParityCase c, Recorder recorder) {
    JsonNode log = c.json("log.json");
    Latent x0 = Latent.of(c.input("x0").toFloats());
    List<Latent> noises = latents(c.input("noise").toFloats(), x0.size());
    Set<String> names = new TreeSet<>();
    recorder.expected("").forEach(tensor -> names.add(tensor.substring(0, tensor.indexOf('/'))));
    for (String name : names) {
      try {
        Sampler sampler = Schedulers.read(c.path(name).resolve("scheduler_config.json"));
        new Runs(recorder, log, x0, noises).compareAll(name, sampler);
      } catch (ModelException e) {
        recorder.notSupported(name, name + "/", e);
      }
    }
  }

  /** Every tensor of one configuration. */
  private record Runs(Recorder recorder, JsonNode log, Latent x0, List<Latent> noises) {
    void compareAll(String name, Sampler sampler) {
      for (String tensor : recorder.expected(name + "/")) {
        if (tensor.endsWith("/timesteps")) {
          String run = tensor.substring(0, tensor.lastIndexOf('/'));
          String[] parts = run.split("/", -1);
          Sampler chosen =
              parts.length > 2 && sampler instanceof Ddim ddim
                  ? ddim.withEta(Double.parseDouble(parts[2].substring("eta".length())))
                  : sampler;
          follow(run, chosen, chosen.plan(Integer.parseInt(parts[1])));
        }
      }
      if (recorder.expects(name + "/add_noise")) {
        addNoise(name, sampler);
      }
    }

    private void follow(String run, Sampler sampler, Plan plan) {
      recorder.compare(run + "/timesteps", values(plan.calls(), plan::time));
      recorder.compareIfExpected(run + "/sigmas", values(plan.calls() + 1, plan::sigma));
      Iterator<Latent> left = noises.iterator();
      State first = State.of(plan.begin(x0));
      Sampling sampling =
          Sampling.resume(sampler, plan, FAKE_MODEL, List.of(_ -> left.next()), List.of(first));
      List<Latent> x = new ArrayList<>(List.of(first.x()));
      List<Latent> inputs = new ArrayList<>();
      while (sampling.hasNext()) {
        inputs.add(plan.modelInput(x.size() - 1, x.getLast()));
        x.add(sampling.next().latents().getFirst());
      }
      recorder.compare(run + "/x", flat(x));
      recorder.compareIfExpected(run + "/model_in", flat(inputs));
      checkLog(run, plan, left);
    }

    private void checkLog(String run, Plan plan, Iterator<Latent> left) {
      int unused = 0;
      while (left.hasNext()) {
        left.next();
        unused++;
      }
      int used = noises.size() - unused;
      int wanted = log.path(run).path("noises_used").asInt();
      recorder.check(run + "/noises_used", used == wanted, "drew " + used + " of " + wanted);
      double sigma = log.path(run).path("init_noise_sigma").asDouble();
      recorder.check(
          run + "/init_noise_sigma",
          Math.abs(plan.initialSigma() - sigma) <= INITIAL_SIGMA_TOLERANCE * Math.max(1, sigma),
          plan.initialSigma() + " beside " + sigma);
    }

    private void addNoise(String name, Sampler sampler) {
      NoiseSchedule schedule = sampler.diffusion().noise();
      Plan plan = sampler.plan(ADD_NOISE_STEPS);
      double[] times = recorder.wanted(name + "/add_noise_t").toDoubles();
      List<Latent> noised = new ArrayList<>();
      List<Latent> velocities = new ArrayList<>();
      List<Integer> calls = new ArrayList<>();
      for (int k = 0; k < times.length; k++) {
        int call = callAt(plan, times[k]);
        calls.add(call);
        noised.add(plan.addNoise(call, x0, noises.get(k)));
        // The reference's Euler looks alpha-bar up by the call's number, not by its time.
        int t = sampler instanceof Euler ? call : (int) times[k];
        velocities.add(schedule.velocity(x0, noises.get(k), t));
      }
      recorder.compare(name + "/add_noise_t", values(times.length, k -> plan.time(calls.get(k))));
      recorder.compare(name + "/add_noise", flat(noised));
      recorder.compareIfExpected(name + "/velocity", flat(velocities));
      recorder.compareIfExpected(
          name + "/alphas_cumprod", values(schedule.trainSteps(), schedule::alphaBar));
    }
  }

  private interface At {
    double value(int i);
  }

  private static double[] values(int n, At at) {
    double[] values = new double[n];
    Arrays.setAll(values, at::value);
    return values;
  }

  private static int callAt(Plan plan, double time) {
    return IntStream.range(0, plan.calls())
        .filter(i -> Math.abs(plan.time(i) - time) < NEARLY)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no call of the run is at time " + time));
  }

  private static List<Latent> latents(float[] values, int size) {
    List<Latent> latents = new ArrayList<>();
    for (int i = 0; i + size <= values.length; i += size) {
      latents.add(Latent.of(Arrays.copyOfRange(values, i, i + size)));
    }
    return latents;
  }

  private static double[] flat(List<Latent> latents) {
    return latents.stream()
        .flatMapToDouble(x -> IntStream.range(0, x.size()).mapToDouble(x::at))
        .toArray();
  }

  private static Latent fakeModel(Latent x, double t) {
    float[] out = x.toArray();
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.tanh(0.3 * out[i] + Math.sin(t / 1000));
    }
    return Latent.of(out);
  }
}
