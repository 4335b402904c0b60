import { crc32 } from 'node:zlib';

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfCentralDirectory = 0x06054b50;
const version = 20;
const readableByAll = 0o100644;

/** A ZIP archive of one stored (uncompressed) file, by the layout of PKWARE's APPNOTE.TXT sections 4.3.7 to 4.3.16. */
export function zipOf(fileName: string, text: string): Buffer {
  const name = Buffer.from(fileName);
  const content = Buffer.from(text);
  const sum = crc32(content);

  const local = Buffer.alloc(30);
  local.writeUInt32LE(localHeader, 0);
  local.writeUInt16LE(version, 4);
  writeSizes(local, 14, sum, content.length, name.length);

  const central = Buffer.alloc(46);
  central.writeUInt32LE(centralHeader, 0);
  central.writeUInt16LE((3 << 8) | version, 4); // made by: Unix, so that the file mode below counts
  central.writeUInt16LE(version, 6);
  writeSizes(central, 16, sum, content.length, name.length);
  central.writeUInt32LE((readableByAll << 16) >>> 0, 38);

  const end = Buffer.alloc(22);
  end.writeUInt32LE(endOfCentralDirectory, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + content.length, 16);

  return Buffer.concat([local, name, content, central, name, end]);
}

function writeSizes(header: Buffer, at: number, sum: number, contentLength: number, nameLength: number): void {
  header.writeUInt32LE(sum, at);
  header.writeUInt32LE(contentLength, at + 4);
  header.writeUInt32LE(contentLength, at + 8);
  header.writeUInt16LE(nameLength, at + 12);
}
