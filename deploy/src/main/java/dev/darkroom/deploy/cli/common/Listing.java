package dev.darkroom.deploy.cli.common;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.client.FarmClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** Things that the farm has, a line each. */
public abstract class Listing implements Callable<Integer> {
  @Mixin Common common = new Common();

  /** Asks the farm for a list. */
  protected abstract JsonNode ask(FarmClient farm);

  /** One of them for people. */
  protected abstract String line(JsonNode one);

  @Override
  public Integer call() {
    try (FarmClient farm = common.connect()) {
      for (JsonNode one : ask(farm).path("data")) {
        System.out.println(common.json ? one.toString() : line(one));
      }
      return Exit.DONE;
    }
  }
}
