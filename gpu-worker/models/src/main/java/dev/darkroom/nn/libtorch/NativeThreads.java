package dev.darkroom.nn.libtorch;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which every native call runs. Their stacks are large because libtorch walks a long
 * script by recursion and dies without a word on a usual stack; the memory is only reserved.
 *
 * <p>The thread that was idle last is taken first: calls one after the other stay on one thread,
 * whose native helper threads and memory pools are warm, and whose memory does not multiply.
 */
final class NativeThreads {
  private static final long STACK_BYTES = 256L << 20;
  private static final int MOST = Math.max(4, Runtime.getRuntime().availableProcessors());
  private static final Semaphore PLACES = new Semaphore(MOST);
  private static final ConcurrentLinkedDeque<Worker> IDLE = new ConcurrentLinkedDeque<>();
  private static final AtomicInteger STARTED = new AtomicInteger();

  private NativeThreads() {}

  /** A thread of its own, with what libtorch keeps per thread. */
  static final class Worker extends Thread {
    /** The number of native threads last set for this thread; 0 before the first call. */
    int nativeThreads;

    private final BlockingQueue<Runnable> tasks = new ArrayBlockingQueue<>(1);

    private Worker() {
      super(null, null, "libtorch-" + STARTED.incrementAndGet(), STACK_BYTES);
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        try {
          tasks.take().run();
        } catch (InterruptedException _) {
          // nobody asks an idle thread to stop: it ends with the process
        }
      }
    }
  }

  /**
   * Runs {@code work} on a native thread and waits for it; waits for a thread first if all are
   * busy. A native call cannot be stopped half way: an interrupt is kept for the caller until it is
   * over.
   */
  static <T> T call(Callable<T> work) throws Exception {
    if (Thread.currentThread() instanceof Worker) {
      return work.call();
    }
    var task = new FutureTask<>(work);
    PLACES.acquireUninterruptibly();
    Worker worker = idleOrNew();
    try {
      worker.tasks.add(task);
      return awaited(task);
    } finally {
      IDLE.addFirst(worker);
      PLACES.release();
    }
  }

  private static Worker idleOrNew() {
    Worker idle = IDLE.pollFirst();
    if (idle != null) {
      return idle;
    }
    Worker worker = new Worker();
    worker.start();
    return worker;
  }

  private static <T> T awaited(Future<T> result) throws Exception {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException _) {
          interrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case Exception cause -> throw cause;
            case Error cause -> throw cause;
            case null, default -> throw e;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
