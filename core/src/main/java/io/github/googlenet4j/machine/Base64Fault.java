package io.github.googlenet4j.machine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * CVE-2026-114938: JDKs before 17.0.21.1, 21.0.13.1 and 25.0.5.1 may write beyond an array while
 * they decode hostile base64, on CPUs with AVX-512 VBMI. The option {@link #REMEDY} turns the
 * faulty code off. A JVM that does not know the option has no such code.
 *
 * <p>The launchers ask the same of a version in packaging/base64.bash.
 */
public final class Base64Fault {
  /** The option of the JVM that turns the faulty code off. */
  public static final String REMEDY = "-XX:-UseBASE64Intrinsics";

  private static final String FLAG = "UseBASE64Intrinsics";

  /** The first release without the fault, of each line that got one. */
  private static final List<Runtime.Version> MENDED =
      List.of(
          Runtime.Version.parse("17.0.21.1"),
          Runtime.Version.parse("21.0.13.1"),
          Runtime.Version.parse("25.0.5.1"));

  private Base64Fault() {}

  /**
   * Whether a JDK of this version has the fault. Lines between those that were mended (18 to 20, 22
   * to 24) never got a release without it; 26 and later are not affected.
   */
  public static boolean affects(Runtime.Version version) {
    for (Runtime.Version mended : MENDED) {
      if (version.feature() <= mended.feature()) {
        return version.feature() < mended.feature() || version.compareToIgnoreOptional(mended) < 0;
      }
    }
    return false;
  }

  /** Whether this JVM has the fault and decodes with the faulty code. */
  public static boolean present() {
    return affects(Runtime.version()) && decodesWithIntrinsics();
  }

  /** What a person should know about this JVM, in one line. */
  public static String describe() {
    if (!affects(Runtime.version())) {
      return "not affected by CVE-2026-114938";
    }
    return decodesWithIntrinsics()
        ? "this JDK has CVE-2026-114938: start java with " + REMEDY + " or update it"
        : "this JDK has CVE-2026-114938; its faulty code is off";
  }

  private static boolean decodesWithIntrinsics() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (jvm == null) {
      return false; // not HotSpot, whose code it is
    }
    try {
      return Boolean.parseBoolean(jvm.getVMOption(FLAG).getValue());
    } catch (IllegalArgumentException e) {
      return false; // no such option, hence no such code
    }
  }
}
