package io.github.googlenet4j.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * Who may read and write a file that is replaced.
 *
 * @param attributes permissions, owner and group; empty if there is no such file, or the system has
 *     no such permissions
 */
record Access(Map<String, Object> attributes) {
  private static final String PERMISSIONS = "permissions";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  static Access of(Path file) throws IOException {
    boolean known =
        Files.exists(file) && file.getFileSystem().supportedFileAttributeViews().contains("unix");
    return new Access(known ? Files.readAttributes(file, "unix:permissions,uid,gid") : Map.of());
  }

  /**
   * For a file whose content is not complete: nobody else reads it before it has its permissions.
   */
  FileAttribute<?>[] whileWritten() {
    return attributes.isEmpty()
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)};
  }

  /** Gives a file this access. Only root can give it another owner, which others need not. */
  void giveTo(Path file) throws IOException {
    if (attributes.isEmpty()) {
      return;
    }
    Map<String, Object> now = Files.readAttributes(file, "unix:uid,gid");
    for (String name : new String[] {"gid", "uid"}) {
      Object wanted = attributes.get(name);
      if (wanted != null && !wanted.equals(now.get(name))) {
        try {
          Files.setAttribute(file, "unix:" + name, wanted);
        } catch (IOException e) {
          // not permitted: the file is this user's, as a file written anew would be
        }
      }
    }
    Files.setAttribute(file, "posix:" + PERMISSIONS, attributes.get(PERMISSIONS));
  }
}
