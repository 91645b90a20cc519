module "x" {
  source = "./child"
}
